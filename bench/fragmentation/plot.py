#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Table and pictures of what the fragmentation program printed.

usage: plot.py ALL.csv FOLDER

The table, Markdown, goes to the standard output; fragmentation-week.svg and
fragmentation-success.svg into FOLDER.  Fails when the two machines of a seed were not asked for
the same.
"""
import sys
from collections import defaultdict

COLOR = {"on": "#0b6e99", "off": "#c8501e"}
NAME = {"on": "grouped by migrate type", "off": "not grouped"}
INK, PALE = "#333333", "#dddddd"
FONT = 'font-family="sans-serif" font-size="%d" fill="' + INK + '"'


class Run:
    """One seed on one machine."""

    def __init__(self):
        self.hours, self.ways, self.end = [], [], None


def load(path):
    runs = defaultdict(Run)
    with open(path, encoding="utf-8") as f:
        for line in f:
            kind, seed, grouping, *rest = line.strip().split(",")
            run = runs[int(seed), grouping]
            if kind == "hour":
                run.hours.append([int(x) for x in rest])
            elif kind == "way":
                run.ways.append((rest[0], *[int(x) for x in rest[1:]]))
            else:
                run.end = rest
    return runs


def check(runs):
    seeds = sorted({seed for seed, _ in runs})
    for seed in seeds:
        if not all((seed, g) in runs and runs[seed, g].end for g in NAME):
            sys.exit(f"seed {seed}: a run is missing or has no end")
        if runs[seed, "on"].end[:2] != runs[seed, "off"].end[:2]:
            sys.exit(f"seed {seed}: the two machines were not asked for the same")
    return seeds


# ---- table ---------------------------------------------------------------------------------------


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def unusable(hour):
    """Share of the free pages that is of no use for a large block."""
    free, usable = hour[3], hour[4]
    return 1 - usable / free if free else 0


def table(runs, seeds):
    ways = [w[0] for w in runs[seeds[0], "on"].ways]
    print("| seed | grouping | operations | free at the end | unusable index, mean of the week "
          "| blocks without a page that stays |", end="")
    for way in ways:
        print(f" `{way}` |".replace("|__", "\\|__"), end="")
    print(" moved |\n|---|---|" + "---:|" * (5 + len(ways)))
    for seed in seeds:
        for grouping in NAME:
            run = runs[seed, grouping]
            mean = sum(map(unusable, run.hours)) / len(run.hours)
            managed = run.hours[-1][2]
            print(f"| {seed} | {grouping} | {int(run.end[0]):,} "
                  f"| {percent(run.ways[0][2], managed)} | {mean:.3f} "
                  f"| {run.hours[-1][6]} of {run.ways[0][1]} |", end="")
            for _, tries, _, got in run.ways:
                print(f" {got} of {tries}: {percent(got, tries)} |", end="")
            print(f" {int(run.end[2]):,} |")


# ---- pictures ------------------------------------------------------------------------------------


class Picture:
    def __init__(self, width, height):
        self.width, self.height, self.parts = width, height, []

    def line(self, points, color, width=1.0, dash=""):
        text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<polyline points="{text}" fill="none" stroke="{color}" '
                          f'stroke-width="{width}"{dash}/>')

    def box(self, x, y, width, height, color):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                          f'height="{height:.1f}" fill="{color}"/>')

    def text(self, x, y, text, anchor="start", size=12, turn=False):
        turned = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turn else ""
        text = text.replace("&", "&amp;").replace("<", "&lt;")
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
                          f"{FONT % size}{turned}>{text}</text>")

    def write(self, path):
        with open(path, "w", encoding="utf-8") as f:
            f.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" '
                    f'height="{self.height}" viewBox="0 0 {self.width} {self.height}">\n'
                    '<rect width="100%" height="100%" fill="white"/>\n')
            f.write("\n".join(self.parts) + "\n</svg>\n")

    def legend(self, x, y):
        for grouping, name in NAME.items():
            self.line([(x, y - 4), (x + 28, y - 4)], COLOR[grouping], 3)
            self.text(x + 34, y, name)
            x += 220


class Axes:
    """A frame whose x runs over hours and whose y runs from 0 to a top."""

    def __init__(self, picture, top, height, most, hours):
        self.picture, self.top, self.height = picture, top, height
        self.left, self.right = 80, picture.width - 20
        self.most, self.hours = most, hours

    def at(self, hour, value):
        return (self.left + (self.right - self.left) * hour / self.hours,
                self.top + self.height * (1 - value / self.most))

    def frame(self, title, ticks, days):
        p = self.picture
        for value, label in ticks:
            y = self.at(0, value)[1]
            p.line([(self.left, y), (self.right, y)], PALE)
            p.text(self.left - 6, y + 4, label, "end", 11)
        for hour in range(0, self.hours + 1, 24):
            x = self.at(hour, 0)[0]
            p.line([(x, self.top), (x, self.top + self.height)], PALE)
            if days:
                p.text(x, self.top + self.height + 16, str(hour), "middle", 11)
        p.line([(self.left, self.top), (self.left, self.top + self.height),
                (self.right, self.top + self.height)], INK)
        p.text(18, self.top + self.height / 2, title, "middle", 12, turn=True)

    def plot(self, points, color, width=1.2):
        self.picture.line([self.at(x, min(y, self.most)) for x, y in points], color, width)


def quarters(most, label):
    return [(most * i / 4, label(most * i / 4)) for i in range(5)]


def week(runs, seeds, path):
    picture = Picture(900, 830)
    hours = max(len(r.hours) for r in runs.values())
    blocks = max(w[1] for r in runs.values() for w in r.ways)
    blocks = (blocks + 39) // 40 * 40
    count = quarters(blocks, lambda v: f"{v:.0f}")
    panels = [
        (Axes(picture, 60, 150, 1.0, hours), "memory in use", lambda h: 1 - h[3] / h[2],
         quarters(1.0, lambda v: f"{100 * v:.0f} %")),
        (Axes(picture, 240, 150, 1.0, hours), "unusable free space index",
         unusable, quarters(1.0, lambda v: f"{v:.2f}")),
        (Axes(picture, 420, 150, blocks, hours), "free large blocks", lambda h: h[5], count),
        (Axes(picture, 600, 150, blocks, hours), "without a page that stays", lambda h: h[6],
         count),
    ]
    picture.text(80, 24, f"A week of churn, hour by hour; seeds {', '.join(map(str, seeds))}",
                 size=15)
    picture.legend(80, 46)
    for axes, title, value, ticks in panels:
        axes.frame(title, ticks, axes is panels[-1][0])
        for seed in seeds:
            for grouping in ("off", "on"):
                axes.plot([(h[0], value(h)) for h in runs[seed, grouping].hours],
                          COLOR[grouping])
    picture.text(480, 795, "hours, from Monday 0:00 on", "middle")
    picture.write(path)


def success(runs, seeds, path):
    picture = Picture(900, 420)
    ways = [w[0] for w in runs[seeds[0], "on"].ways]
    top, height, left, right = 70, 270, 80, 880
    picture.text(80, 24, "Large blocks given at the end of the week, of as many tries as the "
                 "machine has blocks", size=15)
    picture.legend(80, 48)
    for share in range(0, 101, 25):
        y = top + height * (1 - share / 100)
        picture.line([(left, y), (right, y)], PALE)
        picture.text(left - 6, y + 4, f"{share} %", "end", 11)
    slot = (right - left) / len(ways)
    for i, way in enumerate(ways):
        for j, grouping in enumerate(NAME):
            shares = [runs[s, grouping].ways[i][3] / runs[s, grouping].ways[i][1] for s in seeds]
            mean = sum(shares) / len(shares)
            x = left + slot * i + slot * (0.18 + 0.34 * j)
            picture.box(x, top + height * (1 - mean), slot * 0.3, height * mean, COLOR[grouping])
            middle = x + slot * 0.15
            picture.line([(middle, top + height * (1 - max(shares))),
                          (middle, top + height * (1 - min(shares)))], INK, 2)
            picture.text(middle, top + height * (1 - max(shares)) - 6, f"{100 * mean:.1f} %",
                         "middle", 12)
        picture.text(left + slot * (i + 0.5), top + height + 20, way, "middle", 12)
        free = [runs[s, g].ways[i][2] / runs[s, g].hours[-1][2] for s in seeds for g in NAME]
        y = top + height * (1 - sum(free) / len(free))
        picture.line([(left + slot * (i + 0.1), y), (left + slot * (i + 0.9), y)], INK, 1, "5,4")
    picture.line([(left, top), (left, top + height), (right, top + height)], INK)
    picture.line([(left, 400), (left + 28, 400)], INK, 1, "5,4")
    picture.text(left + 34, 404, "free memory before the tries; a bar's line: least and most of "
                 f"{len(seeds)} seeds")
    picture.write(path)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    runs = load(sys.argv[1])
    seeds = check(runs)
    table(runs, seeds)
    week(runs, seeds, sys.argv[2] + "/fragmentation-week.svg")
    success(runs, seeds, sys.argv[2] + "/fragmentation-success.svg")


main()
