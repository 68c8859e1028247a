"""Print every skipped test of a JUnit report with its reason; fail if there is one."""

import sys
from xml.etree import ElementTree

skipped = [
    (case.get("classname"), case.get("name"), node.get("message"))
    for case in ElementTree.parse(sys.argv[1]).iter("testcase")
    for node in case.iter("skipped")
]
for where, name, reason in skipped:
    print(f"skipped: {where}::{name}: {reason}")
print(f"{len(skipped)} tests skipped")
sys.exit(1 if skipped else 0)
