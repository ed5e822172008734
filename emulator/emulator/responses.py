"""Adds fields to MiniStack's XML responses.

MiniStack builds its XML responses field by field and omits some. A handler stores the missing fields in the service's
record of the resource, under ``EXTRA_FIELDS``, so that they are deleted with the resource. Responses that contain the
resource include them.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import Any

EXTRA_FIELDS = "_extra_fields"

Records = Callable[[], Mapping[str, dict[str, Any]]]


def add_response_fields(module: Any, element: str, identifier: str, records: Records, item: str) -> None:
    """Adds the extra fields of a record to each ``element`` of the service's responses.

    ``element`` is the path of the element, ``identifier`` the child that contains the key of the record, and ``item``
    the tag of list members in the responses of this service.
    """
    ministack_handle_request = module.handle_request
    marker = element.rpartition("/")[0] or element
    path = ".//" + "/".join(f"{{*}}{tag}" for tag in element.split("/"))

    async def handle_request(*request: Any) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = await ministack_handle_request(*request)
        raw = body.encode() if isinstance(body, str) else body
        if status != 200 or f"<{marker}>".encode() not in raw:
            return status, headers, body
        root = ET.fromstring(raw)
        for found in root.iterfind(path):
            fields = records().get(found.findtext(f"{{*}}{identifier}", ""), {}).get(EXTRA_FIELDS, {})
            for name, value in fields.items():
                _set_child(found, name, value, item)
        namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else None
        return status, headers, ET.tostring(root, encoding="utf-8", xml_declaration=True, default_namespace=namespace)

    module.handle_request = handle_request


def _set_child(parent: ET.Element, name: str, value: Any, item: str) -> None:
    """Sets a child element. ``None`` removes it."""
    namespace = parent.tag[: parent.tag.find("}") + 1]
    for previous in parent.findall(namespace + name):
        parent.remove(previous)
    if value is not None:
        _set_content(ET.SubElement(parent, namespace + name), value, namespace, item)


def _set_content(element: ET.Element, value: Any, namespace: str, item: str) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            _set_content(ET.SubElement(element, namespace + name), member, namespace, item)
    elif isinstance(value, list):
        for member in value:
            _set_content(ET.SubElement(element, namespace + item), member, namespace, item)
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
