"""Seats proven by HiGHS beside CP-SAT and the first answer, and paths, in one run.

``python benchmarks/training.py`` poses two problems, of the size of a province (1,500 needs, 30 classes, 30
units) and of a country's ministry (20,000 people, 40 classes, 200 units, about 73,000 choices), and gives
each to every peer: the program (HiGHS goal by goal), CP-SAT of OR-tools with two workers (the same limits and
goals; ``pip install ortools`` first), and the first answer alone. Paths are found for 50,000 people.
Figures, ratios, versions and machine go to benchmarks/results/training.json.
"""

import argparse
import json
import os
import platform
import random
import time
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from eligibility.training.greedy import in_order
from eligibility.training.paths import Step, best_paths
from eligibility.training.posing import make_problem
from eligibility.training.reasons import Reasons
from eligibility.training.seating import Absences, Claim, Class, GoalKind, Level, Problem
from eligibility.training.solving import solve

LEVELS = (Level("held"), Level("soon"), Level("head"), Level("deputy"))
COURSES = ("a", "b", "c", "d")


def pose(people: int, sessions: int, units: int, seed: int = 7) -> Problem:
    """People of four priorities who may enter some classes of one course; quotas, absences, few seats."""
    chance = random.Random(seed)
    classes = []
    for number in range(sessions):
        first = chance.randint(0, 30)
        last = first + chance.choice([2, 6, 8, 12])
        start, end = (date(2026 + month // 12, month % 12 + 1, 1) for month in (first, last))
        seats = max(1, people * 3500 // 20_000 // sessions)
        classes.append(Class(f"L{number:02}", COURSES[number % 4], start, end, seats))
    offered = {course: [one.id for one in classes if one.course == course] for course in COURSES}
    claims = []
    for number in range(people):
        course = chance.choice(COURSES)
        count = min(len(offered[course]), chance.choice([1, 2, 3, 4, 5, 7]))
        claims.append(
            Claim(
                f"p{number:05}",
                course,
                f"u{chance.randrange(units):03}",
                chance.choices(range(4), [1.6, 2, 3, 4])[0],
                (chance.randint(0, 40), number),
                tuple(chance.sample(offered[course], count)),
            )
        )
    names = [f"u{number:03}" for number in range(units)]
    quotas = [(one.id, unit, chance.choice([0, 1, 1, 2])) for unit in names for one in classes]
    return make_problem(
        claims, classes, LEVELS, quotas=quotas, absences=[Absences(unit, 10) for unit in names]
    )


def program(problem: Problem, seconds: float) -> dict:
    """The program: the first answer, then every goal."""
    begun = time.perf_counter()
    first = in_order(problem)
    greedy = time.perf_counter() - begun
    marks: list[float] = []
    answer = solve(problem, first, seconds, lambda done, total: marks.append(time.process_time()))
    marks.append(time.process_time())
    whole = time.perf_counter() - begun
    begun, worked = time.perf_counter(), time.process_time()
    reasons = Reasons(problem, answer.chosen)
    why = [one for claim in reasons.unseated() for one in reasons.hindrances(claim)]
    told, cpu = time.perf_counter() - begun, time.process_time() - worked
    swap = reasons.better_swap()
    return {
        "first_answer": {"seconds": round(greedy, 2), "values": problem.values(first)},
        "highs": {
            "seconds": round(whole, 2),
            "goals": [
                {
                    "goal": one.goal,
                    "value": one.value,
                    "proven": one.proven,
                    "seconds": round(one.seconds, 2),
                    "cpu": round(after - before, 2),
                }
                for one, before, after in zip(answer.reached, marks, marks[1:], strict=False)
            ],
        },
        "reasons": {
            "seconds": round(told, 2),
            "cpu": round(cpu, 2),
            "hindrances": len(why),
            "better_swap": swap,
        },
    }


def cp_sat(problem: Problem, seconds: float) -> dict:
    """The same limits and goals in CP-SAT, at most *seconds* a goal, until one is not proven."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in problem.choices]
    for limit in problem.limits:
        terms = (limit.weight(place) * chosen[choice] for place, choice in enumerate(limit.terms))
        model.add(sum(terms) <= limit.room)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    reached, begun = [], time.perf_counter()
    for goal in problem.goals:
        if goal.kind is GoalKind.SHARE or not goal.terms:
            continue
        weights = goal.weights or (1,) * len(goal.terms)
        whole = sum(weight * chosen[choice] for choice, weight in zip(goal.terms, weights, strict=True))
        model.maximize(whole)
        since = time.perf_counter()
        status = solver.solve(model)
        proven = status == cp_model.OPTIMAL
        found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        reached.append(
            {
                "goal": goal.id,
                "value": round(solver.objective_value) if found else None,
                "bound": round(solver.best_objective_bound),
                "proven": proven,
                "seconds": round(time.perf_counter() - since, 2),
            }
        )
        if not proven:
            break
        model.add(whole >= round(solver.objective_value))
    return {"seconds": round(time.perf_counter() - begun, 2), "goals": reached}


def paths(people: int) -> dict:
    """Paths of people who lack up to four courses, in whatever order is best."""
    chance = random.Random(3)
    begin = date(2026, 6, 30)
    asked = []
    for _ in range(people):
        steps = []
        for place, course in enumerate(COURSES[: chance.randint(1, 4)]):
            due = begin + timedelta(30 * chance.randint(3, 60))
            after = frozenset(COURSES[place - 1 : place]) if chance.random() < 0.3 else frozenset()
            steps.append(Step(course, (2, 8, 24, 48)[place], begin, due, after))
        asked.append((steps, begin))
    begun, worked = time.perf_counter(), time.process_time()
    found = best_paths(asked)
    taken, cpu = time.perf_counter() - begun, time.process_time() - worked
    return {
        "people": people,
        "distinct": len({tuple(steps) for steps, _ in asked}),
        "seconds": round(taken, 2),
        "cpu": round(cpu, 2),
        "in_time": sum(path.in_time for path in found),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="for all goals of the program")
    parser.add_argument("--peer-seconds", type=float, default=150, help="for each goal of CP-SAT")
    options = parser.parse_args()
    result: dict = {}
    for name, size in (("province", (1_500, 30, 30)), ("large", (20_000, 40, 200))):
        begun = time.perf_counter()
        problem = pose(*size)
        posed = round(time.perf_counter() - begun, 2)
        sizes = {"people": size[0], "choices": len(problem.choices), "limits": len(problem.limits)}
        found = {**sizes, "posed": posed, **program(problem, options.seconds)}
        found["cp_sat"] = cp_sat(problem, options.peer_seconds)
        top = found["highs"]["goals"][0]
        peer = found["cp_sat"]["goals"][0]
        first = found["first_answer"]["values"][0]
        found["ratios"] = {
            "first goal, CP-SAT / HiGHS": round(peer["seconds"] / max(0.01, top["seconds"]), 1),
            "first goal proven by CP-SAT": peer["proven"],
            "top priority, first answer / proven": round(first / max(1, top["value"]), 3),
        }
        result[name] = found
        print(name, json.dumps(found, indent=1))
    result["paths"] = paths(50_000)
    result["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    result["versions"] = {name: version(name) for name in ("eligibility", "highspy", "ortools")}
    print("paths", result["paths"])
    place = Path(__file__).parent / "results" / "training.json"
    place.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
