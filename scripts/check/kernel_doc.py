#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Everything that modules may use has kernel-doc, and kernel-doc speaks of what it stands with.

A comment that begins with two stars begins with the names it is for, before " - ": a struct, one
function, or a family ("alloc_pages, alloc_page - ..."); or with "DOC:", for a text of its
own.  More names may follow ("cpu_up - ...; cpu_down - ...").  It stands with the definition or with
the declaration: below it, before the next such comment, each of its names occurs, and each
parameter "@x:" that it describes is one of a function there.

A name with an underscore in front is left out where a public macro or inline function is made of
it, which carries the comment; and where no public header declares it: the compiler calls that one.
The header of the library has comments of its own, for other readers; those do not count.
"""
import re

import tree

SOURCES = r"^(base|mm|kernel|check)/.*\.[ch]$|^port/.*\.h$|^include/(?!ashlar/).*\.h$"
EXPORTS = "exports/kernel.syms"
EXPORT = re.compile(r"^EXPORT_SYMBOL(?:_GPL)?\((\w+)\);", re.M)
COMMENT = re.compile(r"/\*\*(?![*/])(.*?)\*/", re.S)
NAMES = r"\w+(?:\(\))?(?:,\s+\w+(?:\(\))?)*"
HEAD = re.compile(rf"(enum(?=\s+-)|struct |union |enum |typedef )?({NAMES})?\s+-\s")
MORE = re.compile(rf";\s+({NAMES})\s+-\s")
PARAMETERS = re.compile(r"^\s*(@\w+(?:, @\w+)*):|; (@\w+):", re.M)
# Where a declaration, a macro or the head of a function ends.
END = re.compile(r"\n[ \t]*[{}]|{\n|;\n[ \t]*\n")


def words(text):
    return set(re.findall(r"\w+", text))


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def stands_with(name, line, body, code):
    """The functions and variables that one comment is for; what is wrong with it is told."""
    head = HEAD.match(body)
    if not head:
        tree.problem(name, line, 'kernel-doc begins with no name and " - ", and not with DOC:')
        return []
    found = []
    for symbol in re.findall(r"\w+", " ".join([head.group(2) or ""] + MORE.findall(body))):
        if symbol in words(code):
            found.append(symbol)
        else:
            tree.problem(name, line, f"kernel-doc of {symbol}, which does not follow")
    if head.group(1):
        return []
    if found:
        end = END.search(code)
        signature = code[:end.start()] if end else code
        for group in PARAMETERS.findall(body) if "(...)" not in signature else []:
            for parameter in re.findall(r"\w+", "".join(group)):
                if parameter not in words(signature):
                    tree.problem(name, line, f"{found[0]} has no parameter {parameter}")
    return found


def read_comments(name, text, documented):
    comments = list(COMMENT.finditer(text))
    for comment, following in zip(comments, comments[1:] + [None]):
        body = re.sub(r"\n[ \t]*\*", "\n", comment.group(1)).strip()
        code = tree.strip_code(text[comment.end():following.start() if following else len(text)])
        if not body.startswith("DOC:"):
            documented.update(stands_with(name, line_of(text, comment.start()), body, code))


documented = set()
exported_at = {}
header_words = []
for name in tree.files(SOURCES):
    text = tree.read(name)
    read_comments(name, text, documented)
    for found in EXPORT.finditer(text):
        exported_at[found.group(1)] = (name, line_of(text, found.start()))
    if name.startswith("include/"):
        header_words += re.findall(r"\w+", tree.strip_code(text))

symbols = [(n, s) for n, s in enumerate(tree.lines(EXPORTS), 1) if re.fullmatch(r"\w+", s)]
missing = []
for number, symbol in symbols:
    # What has a name of its own for the linker is known by the one in the source.
    public = symbol.removeprefix("ashlar_")
    inner = symbol.startswith("_") and header_words.count(symbol) != 1
    if public not in documented and not inner:
        missing.append((*exported_at.get(symbol, (EXPORTS, number)), public))
for name, line, public in sorted(missing):
    tree.problem(name, line, f"{public} is exported and has no kernel-doc")
tree.done(f"{len(symbols)} exports")
