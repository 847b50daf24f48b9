"""What is on the screen cell by cell, and whether anything foreign acts in it."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree as ET

from rich.cells import cell_len

from tests.ui.opened import Monitor

HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, direction marks, halves of characters, line and page ends


def wrong(monitor: Monitor) -> list[str]:
    """What is wrong on the screen in front: a line of another width, a character that acts, a link, an action."""
    app = monitor.app
    faults = []
    for number, strip in enumerate(app.screen._compositor.render_strips(app.size)):
        if strip.cell_length != app.size.width or cell_len(strip.text) != app.size.width:
            faults.append(f"line {number} is {cell_len(strip.text)} wide: {strip.text!r}")
        faults += [f"line {number} has {one!r}" for one in strip.text if unicodedata.category(one) in HIDDEN]
        styles = [segment.style for segment in strip if segment.style]
        faults += [f"line {number} links to {one.link}" for one in styles if one.link]
        faults += [f"line {number} does {one.meta['@click']}" for one in styles if "@click" in one.meta]
    return faults


def picture_is_whole(monitor: Monitor) -> bool:
    """Whether the exported picture is well-formed and holds no scripts, links or pictures from elsewhere."""
    tree = ET.fromstring(monitor.app.export_screenshot())
    kinds = {one.tag.rpartition("}")[2] for one in tree.iter()}
    return not kinds & {"script", "a", "image", "foreignObject"}
