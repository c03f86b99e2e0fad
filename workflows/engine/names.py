"""XML names: the namespaces we read and small ways to look into an element."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
RANDA = "urn:randa:bpmn:1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

Element = etree._Element


def local(element: Element) -> str:
    """Return the element's name without namespace."""
    return etree.QName(element).localname


def namespace(element: Element) -> str:
    """Return the element's namespace, "" for none."""
    return etree.QName(element).namespace or ""


def bpmn(element: Element, name: str) -> Iterator[Element]:
    """Yield the children with this BPMN name."""
    return element.iterchildren(f"{{{BPMN}}}{name}")


def bpmn_children(element: Element) -> Iterator[Element]:
    """Yield all children of the BPMN namespace."""
    return element.iterchildren(f"{{{BPMN}}}*")


def first(element: Element, name: str) -> Element | None:
    """Return the first BPMN child with this name."""
    return next(bpmn(element, name), None)


def extensions(element: Element, space: str, name: str) -> list[Element]:
    """Return the extension elements of this namespace and name."""
    holder = first(element, "extensionElements")
    return [] if holder is None else list(holder.iterchildren(f"{{{space}}}{name}"))


def extension(element: Element, space: str, name: str) -> Element | None:
    """Return the first extension element of this namespace and name."""
    found = extensions(element, space, name)
    return found[0] if found else None


def attribute(element: Element | None, name: str) -> str:
    """Return an attribute, stripped; "" if it or the element is missing."""
    return "" if element is None else (element.get(name) or "").strip()


def is_true(element: Element, name: str) -> bool:
    """Say whether a boolean attribute is true; XML Schema writes that "true" or "1"."""
    return attribute(element, name) in ("true", "1")


def text(element: Element | None) -> str:
    """Return an element's text, stripped; "" if it is missing."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def qname(value: str) -> str:
    """Return a reference without its prefix."""
    return value.strip().rpartition(":")[2]


def parent_name(element: Element) -> str:
    """Return the name of the element around it, "" for none."""
    above = element.getparent()
    return "" if above is None else local(above)


def remove(element: Element) -> None:
    """Take an element out of its tree."""
    above = element.getparent()
    if above is not None:
        above.remove(element)


def attribute_spaces(element: Element) -> dict[str, str]:
    """Return the qualified attribute names that have a namespace, each with its namespace."""
    keys = [str(key) for key in element.attrib]
    return {key: key[1:].partition("}")[0] for key in keys if key.startswith("{")}


def take(element: Element, key: str) -> str:
    """Take an attribute away and return it, stripped; "" if there is none."""
    if key not in element.attrib:
        return ""
    return str(element.attrib.pop(key)).strip()
