"""Reading YAML, TOML and front matter with the line of every field kept."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.composer import ComposerError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from studio.errors import Problem, problem

Path = tuple[str | int, ...]
DEPTH = 30  # deeper than any document; refuses a file made to exhaust the reader


@dataclass(frozen=True)
class Marked:
    """What a document says, and on which line (from 1) it says it. `body` is what follows the front matter."""

    data: Any
    lines: Mapping[Path, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1

    def line(self, path: Path) -> int | None:
        """The line of a field, or of the nearest thing around it."""
        while path not in self.lines:
            if not path:
                return None
            path = path[:-1]
        return self.lines[path]


class Unreadable(Exception):
    """The text cannot be read at all; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class _Loader(yaml.SafeLoader):
    """YAML as people mean it: 12:20 is a time, not 740; `on` is a word, not true; no aliases, no endless nesting."""

    depth = 0

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise ComposerError(None, None, "aliases are not allowed", event.start_mark)
        self.depth += 1
        if self.depth > DEPTH:
            raise ComposerError(None, None, "nested too deeply", self.peek_event().start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_Loader.yaml_implicit_resolvers = {}
for _tag, _shape, _first in (
    ("bool", r"true|false|True|False", "tfTF"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(0|[1-9][0-9]*)\.[0-9]+", "-+0123456789"),
    ("null", r"~|null|", "~n"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_shape})$"), [*_first, *([""] if _tag == "null" else [])])


def yaml_text(text: str, where: str, *, first_line: int = 1) -> Marked:
    """Read one YAML document; `first_line` is the line of the file at which the text begins."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise Unreadable(
                problem("文件是空的", "the file is empty", where=where, mend=("写上内容，或删掉文件", "fill it in, or delete the file"))
            )
        lines: dict[Path, int] = {}
        _mark(node, (), first_line + node.start_mark.line, lines, first_line)
        return Marked(loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        raise Unreadable(_yaml_problem(error, where, first_line)) from error
    except (yaml.YAMLError, ValueError) as error:  # a control character; a date such as 2026-13-40
        said = str(error).splitlines()[0]
        mend = ("检查日期和看不见的控制字符", "check dates and invisible control characters")
        raise Unreadable(problem(f"YAML 读不出来：{said}", f"not readable as YAML: {said}", where=where, mend=mend)) from error
    finally:
        loader.dispose()


def _mark(node: Node, path: Path, line: int, lines: dict[Path, int], first_line: int) -> None:
    """Walk the node tree noting each field's line; a key written twice is an error, not a silent overwrite."""
    lines[path] = line
    if isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            _mark(item, (*path, index), first_line + item.start_mark.line, lines, first_line)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                raise ComposerError(None, None, "a key must be a word", key.start_mark)
            if (*path, key.value) in lines:
                raise ComposerError(None, None, f"duplicate key {key.value}", key.start_mark)
            _mark(value, (*path, key.value), first_line + key.start_mark.line, lines, first_line)


SAID = {
    "mapping values are not allowed": (
        "这里多了一个冒号",
        "内容里有冒号时整句加引号，或检查上一行的缩进",
        "quote a value that holds a colon, or check the indent above",
    ),
    "could not find expected ':'": ("缺少冒号", "字段名后面写「: 」，冒号后空一格", "write `: ` after the field's name"),
    "cannot start any token": (
        "有一个不能出现在这里的字符（常见是 Tab）",
        "用空格缩进；特殊字符加引号",
        "indent with spaces; quote special characters",
    ),
    "expected <block end>": ("缩进不一致", "同一层的字段对齐", "align the fields of one level"),
    "found unexpected end of stream": ("引号或括号没有写完", "补上另一半引号或括号", "close the quote or bracket"),
    "duplicate key": ("字段重复", "删掉其中一个", "delete one of them"),
    "aliases are not allowed": ("不支持 & 和 * 引用", "把内容写出来", "write the content out"),
    "nested too deeply": ("嵌套太深", "减少层级", "use fewer levels"),
    "could not determine a constructor": ("不支持 ! 标签", "去掉标签，直接写值", "remove the tag and write the value"),
    "expected a single document": ("一个文件只能有一份文档", "删掉多余的 ---", "remove the extra ---"),
}


def _yaml_problem(error: yaml.MarkedYAMLError, where: str, first_line: int) -> Problem:
    said = (error.problem or "").strip()
    line = first_line + error.problem_mark.line if error.problem_mark else None
    for part, (zh, mend_zh, mend_en) in SAID.items():
        if part in said:
            name = said.removeprefix(part).strip() if part == "duplicate key" else ""
            return problem(f"YAML 写法有误：{zh} {name}".rstrip(), f"broken YAML: {said}", where=where, line=line, mend=(mend_zh, mend_en))
    mend = ("检查这一行和上一行的引号、冒号、缩进", "check quotes, colons and indent on this line and the one above")
    return problem(f"YAML 写法有误：{said}", f"broken YAML: {said}", where=where, line=line, mend=mend)


def front_matter(text: str, where: str) -> Marked:
    """Read a document that begins with YAML between two lines of `---`."""
    rows = text.removeprefix("\ufeff").splitlines(keepends=True)
    ends = next((number for number, row in enumerate(rows[1:], start=1) if row.rstrip() == "---"), None)
    if not rows or rows[0].rstrip() != "---" or ends is None:
        mend = ("第一行写 ---，写上字段，再用一行 --- 结束", "begin with a line of ---, the fields, and another line of ---")
        raise Unreadable(problem("缺少文件头", "front matter missing", where=where, line=1, mend=mend))
    head = yaml_text("".join(rows[1:ends]), where, first_line=2)
    return Marked(head.data, head.lines, body="".join(rows[ends + 1 :]), body_line=ends + 2)


def toml_text(text: str, where: str) -> Marked:
    text = text.removeprefix("\ufeff")
    try:
        return Marked(tomllib.loads(text), _toml_lines(text))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        mend = ("检查这一行的引号和等号", "check quotes and equals signs on this line")
        at = int(line[1]) if line else text.count("\n") + 1
        raise Unreadable(problem(f"TOML 写法有误：{error}", f"broken TOML: {error}", where=where, line=at, mend=mend)) from error


def _toml_lines(text: str) -> dict[Path, int]:
    """Lines of tables and of plain `key = value` rows; what stands inside a value is found at its key."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, row in enumerate(text.splitlines(), start=1):
        if many := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", row):
            table = (*_inside(tuple(many[1].split(".")), counts),)
            counts[table] = counts.get(table, -1) + 1
            here = (*table, counts[table])
            lines.setdefault(table, number)
            lines[here] = number
        elif one := re.match(r"\s*\[\s*([\w.-]+)\s*\]", row):
            here = _inside(tuple(one[1].split(".")), counts)
            lines[here] = number
        elif key := re.match(r"\s*([\w-]+)\s*=", row):
            lines.setdefault((*here, key[1]), number)
    return lines


def _inside(names: Path, counts: Mapping[Path, int]) -> Path:
    """[accounts.audience] belongs to the latest [[accounts]]."""
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if path in counts and position < len(names) - 1:
            path = (*path, counts[path])
    return path
