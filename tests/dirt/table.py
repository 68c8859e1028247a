"""Prints the table fault × expected × result: ``.ci/faults``."""

from dirt.test_faults import FAULTS, outcome


def main() -> None:
    """Every fault, what it is one of, what was fixed beforehand, and what comes of it."""
    width = max(len(fault.name) for fault in FAULTS)
    silent = 0
    for fault in FAULTS:
        result = outcome(fault)
        silent += result != fault.expected
        print(f"{fault.name:{width}}  {fault.bullet:28}  {fault.expected:8}  {result}")  # noqa: T201
    print(f"{len(FAULTS)} faults, {silent} not as expected")  # noqa: T201


if __name__ == "__main__":
    main()
