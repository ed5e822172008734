"""The limits of a CloudWatch dashboard, which MiniStack does not check."""

import json
from typing import Any

from ministack.services import cloudwatch

_WIDGETS, _METRICS_OF_WIDGET, _METRICS = 500, 500, 2500
_TYPES = ("alarm", "custom", "explorer", "log", "metric", "text")


def install() -> None:
    put = cloudwatch._put_dashboard

    def put_valid(params: Any, data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        body = data["DashboardBody"] if is_cbor or is_json else cloudwatch._p(params, "DashboardBody")
        problem = _problem(body)
        if problem:
            message = f"The field DashboardBody is invalid: {problem}"
            return cloudwatch._error("InvalidParameterInput", message, 400, use_json=is_json, use_cbor=is_cbor)
        return put(params, data, is_cbor, is_json)

    cloudwatch._put_dashboard = put_valid


def _problem(body: str) -> str | None:
    try:
        dashboard = json.loads(body)
    except ValueError:
        return "it is not valid JSON"
    widgets = dashboard.get("widgets") if isinstance(dashboard, dict) else None
    if not isinstance(widgets, list):
        return "it has no widgets"
    if len(widgets) > _WIDGETS:
        return f"it has {len(widgets)} widgets, and a dashboard has at most {_WIDGETS}"
    counts = [len(widget.get("properties", {}).get("metrics", [])) for widget in widgets]
    if max(counts, default=0) > _METRICS_OF_WIDGET:
        return f"a widget has {max(counts)} metrics, and a widget has at most {_METRICS_OF_WIDGET}"
    if sum(counts) > _METRICS:
        return f"it has {sum(counts)} metrics, and a dashboard has at most {_METRICS}"
    for widget in widgets:
        if widget.get("type") not in _TYPES:
            return f"there is no type {widget.get('type')} of widgets"
        if not 0 < widget.get("width", 6) <= 24 or not 0 <= widget.get("x", 0) < 24:
            return f"a widget at x {widget.get('x')} with the width {widget.get('width')} is outside the 24 columns"
    return None
