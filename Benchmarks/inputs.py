"""What the workloads read: the sources of the packages that are measured, as one Swift file, as YAML and as JSON; whole, and a tenth of it."""

import json

from measuring import HERE, INPUT

WHOLE, TENTH = "all", "tenth"


def write():
    INPUT.mkdir(parents=True, exist_ok=True)
    checkouts = HERE / ".build" / "checkouts"
    sources = sorted((checkouts / "swift-syntax/Sources/SwiftParser").rglob("*.swift"))
    sources += sorted((checkouts / "GRDB.swift/GRDB").rglob("*.swift"))
    texts = {str(path.relative_to(checkouts)): path.read_text() for path in sources}
    write_all(WHOLE, texts)
    write_all(TENTH, dict(list(texts.items())[::10]))


def path(name, suffix):
    return str(INPUT / f"{name}.{suffix}")


def write_all(name, texts):
    text = "".join(texts.values())
    (INPUT / f"{name}.swift").write_text(text)
    items = (f"- number: {number}\n  text: {json.dumps(line, ensure_ascii=False)}\n"
             for number, line in enumerate(text.split("\n")))
    (INPUT / f"{name}.yaml").write_text("".join(items))
    # As deep as a source is indented, which is what makes a decoder's stacks deep; a third of the files is enough.
    files = [as_tree(path, one) for path, one in list(texts.items())[::3]]
    (INPUT / f"{name}.json").write_text(json.dumps(files, ensure_ascii=False, indent=1))


def as_tree(path, text):
    """A file, each line below the last one before it that is indented less."""
    lines = text.splitlines()
    file = {"path": path, "size": {"lines": len(lines), "bytes": len(text.encode())}, "lines": []}
    above = [(-1, file["lines"])]
    for number, line in enumerate(lines, 1):
        code = line.strip()
        if not code:
            continue
        column = len(line) - len(line.lstrip())
        while above[-1][0] >= column:
            above.pop()
        node = as_node(number, column, code)
        above[-1][1].append(node)
        above.append((column, node["inside"]))
    return file


def as_node(number, column, code):
    _, slashes, comment = code.partition("//")
    return {
        "place": {"line": number, "column": column + 1},
        "text": code,
        "comment": comment.strip() if slashes else None,
        "shareOfLetters": round(sum(one.isalpha() for one in code) / len(code), 3),
        "words": code.split(),
        "inside": [],
    }
