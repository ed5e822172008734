"""What MiniStack keeps but does not answer.

Its XML answers are written field by field and lack some. A handler puts what is missing into the service's own
record, under ``KEPT``, where it lives and dies with the resource; the answers that show the record get it added.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import Any

KEPT = "_kept"

Records = Callable[[], Mapping[str, dict[str, Any]]]


def completed_answers(module: Any, element: str, identifier: str, records: Records, item: str) -> None:
    """Add to each ``element`` of the service's answers what the record with its ``identifier`` keeps.

    ``element`` is a path, ``item`` the tag of list members in this service's answers.
    """
    answer = module.handle_request
    marker = element.rpartition("/")[0] or element
    path = ".//" + "/".join(f"{{*}}{tag}" for tag in element.split("/"))

    async def handle_request(*request: Any) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = await answer(*request)
        raw = body.encode() if isinstance(body, str) else body
        if status != 200 or f"<{marker}>".encode() not in raw:
            return status, headers, body
        root = ET.fromstring(raw)
        for found in root.iterfind(path):
            kept = records().get(found.findtext(f"{{*}}{identifier}", ""), {}).get(KEPT, {})
            for name, value in kept.items():
                _put(found, name, value, item)
        namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else None
        return status, headers, ET.tostring(root, encoding="utf-8", xml_declaration=True, default_namespace=namespace)

    module.handle_request = handle_request


def _put(parent: ET.Element, name: str, value: Any, item: str) -> None:
    """Set a child element; ``None`` removes it."""
    namespace = parent.tag[: parent.tag.find("}") + 1]
    for stale in parent.findall(namespace + name):
        parent.remove(stale)
    if value is not None:
        _fill(ET.SubElement(parent, namespace + name), value, namespace, item)


def _fill(element: ET.Element, value: Any, namespace: str, item: str) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            _fill(ET.SubElement(element, namespace + name), member, namespace, item)
    elif isinstance(value, list):
        for member in value:
            _fill(ET.SubElement(element, namespace + item), member, namespace, item)
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
