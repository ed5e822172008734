"""CloudWatch alarms: what MiniStack lacks of their definitions, their evaluation and their actions."""

from emulator.alarms import actions, dashboards, definitions, evaluation, mute_rules


def install() -> None:
    for part in (actions, dashboards, definitions, evaluation, mute_rules):
        part.install()
