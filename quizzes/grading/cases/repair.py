"""Repair typing errors by substitutions that keep the length, so that positions survive.

A wrong character that sounds like the right one is the usual slip of a pinyin keyboard (军团君肺炎). Words that
are right as they stand are never touched, nor are the characters that turn a finding round.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from quizzes.grading.cases.lexicon import Lexicon
from quizzes.grading.cases.text import Text, is_cjk

LONGEST = 8
HOMOPHONE, SHORT_HOMOPHONE, NEAR_HOMOPHONE, ONE_CHARACTER = 0.85, 0.75, 0.75, 0.65

#: Never replaced when typed: they carry side, direction, number or denial.
PROTECTED = frozenset("左右双两高低增减大小升降长短多少有无未不非没前后上中下内外一二三四五六七八九十百千万零〇")

#: Good Chinese words that sound like terms of the lexicon, or that border on them.
VALID_WORDS = (
    "肺炎 肺癌 周围 建议 检查 病变 变化 显示 提示 表现 发现 考虑 可见 明显 主要 首先 进一步 诊断 治疗 范围 部位 影像 特点 "
    "意义 结果 结合 临床 病史 症状 患者 病人 受检 系统 设置 参数 扫描 序列 图像 信号 密度 边缘 大小 形态 分布 区域 大范围 "
    "供血 供血区 血管 动脉 静脉 末端 起始 存在 形成 出现 伴有 合并 需要 应该 可以 可能 不能 除外 排除 鉴别 支持 符合 "
    "时间 时间窗 延迟 改善 评估 手术 术后 术区 随诊 定期 必要 必要时 尽快 立即 急诊 神经 外科 介入 血压 血糖 抗凝 抗炎 抗感染 "
    "药物 停用 调整 使用 效果 有效 升高 降低 减小 增加 减少 超过 大于 小于 因素 原因 导致 造成 影响 位置 体位 温度 "
    "室温 环境 重新 登记 机器 系统 提醒 序列 头部 下肢 上肢 肢体 麻木 发热 咳嗽 咳痰 高热 感染 炎症 炎性 吸收 缩小 进展 "
    "来源 病原 途径 播散 血行 血源 心脏 先天性 有关 相关 程度 轻度 中度 重度 完全 部分 局部 弥漫 散在 单发 多发 性质 "
    "良性 恶性 占位 肿块 水肿 脑水肿 对侧 同侧 患侧 健侧 高于 低于 正常 异常 指标 化验 血氧 白细胞 事件 时变 失变 经验 机制"
).split()

_LATIN_WORD = re.compile(r"[a-z]{6,}")


@dataclass(frozen=True)
class Repaired:
    """Text after repair with the confidence of each replaced character."""

    text: Text
    doubtful: dict[int, float]

    def confidence(self, start: int, end: int) -> float:
        """Return how sure the reading of a range is: 1 where nothing was replaced."""
        return min((self.doubtful[index] for index in range(start, end) if index in self.doubtful), default=1.0)


@cache
def _readings() -> dict[str, frozenset[str]]:
    table = files("quizzes.grading.cases.tables").joinpath("readings.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines())
    return {character: frozenset(readings.split()) for character, readings in pairs}


def _blurred(reading: str) -> str:
    """Merge the sounds that southern speakers do not tell apart: zh/z, n/l, -ing/-in."""
    initial = reading.replace("zh", "z", 1).replace("ch", "c", 1).replace("sh", "s", 1)
    initial = "l" + initial[1:] if initial[:1] == "n" else initial
    return initial[:-1] if initial.endswith("ng") else initial


class Repairer:
    """Terms of a lexicon, indexed by what remains when one character is left out."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._gaps: dict[tuple[int, str], list[str]] = {}
        self._short_allowed: set[str] = set()
        for term, uses in lexicon.chinese_terms().items():
            if not 2 <= len(term) <= LONGEST or ("cue", None) in uses and term not in lexicon.cues.get("plain", ()):
                continue
            if len(term) == 2 and any(kind == "dx" for _, kind in uses):
                continue
            for index in range(len(term)):
                self._gaps.setdefault((index, term[:index] + "_" + term[index + 1 :]), []).append(term)
        self._lengths = sorted({len(gapped) for _, gapped in self._gaps}, reverse=True)
        self._deletions: dict[str, set[str]] = {}
        for word in lexicon.latin_words():
            for short in (word, *_one_less(word)):
                self._deletions.setdefault(short, set()).add(word)

    def repair(self, text: Text) -> Repaired:
        """Return the text with doubtful words replaced by terms of the lexicon."""
        text, doubtful = self._repair_latin(text)
        fixed = self._fixed_positions(text.chars)
        chars = list(text.chars)
        for start, term, index, confidence in self._candidates(text.chars, fixed):
            span = range(start, start + len(term))
            if not any(position in fixed or position in doubtful for position in (start + index,)):
                chars[start + index] = term[index]
                doubtful[start + index] = confidence
                fixed.update(span)
        return Repaired(text.replaced("".join(chars)), doubtful)

    def _fixed_positions(self, chars: str) -> set[int]:
        fixed = {index for index, character in enumerate(chars) if character in PROTECTED or not is_cjk(character)}
        for hit in self._lexicon.find(chars):
            if hit.end - hit.start >= 2:
                fixed.update(range(hit.start, hit.end))
        for word in VALID_WORDS:
            at = chars.find(word)
            while at >= 0:
                fixed.update(range(at, at + len(word)))
                at = chars.find(word, at + 1)
        return fixed

    def _candidates(self, chars: str, fixed: set[int]) -> list[tuple[int, str, int, float]]:
        """Return (start, term, index, confidence), the longest and surest first."""
        found = []
        for position in range(len(chars)):
            if position in fixed:
                continue
            for start, gapped in self._windows(chars, position):
                for term in self._gaps.get((position - start, gapped), ()):
                    confidence = self._confidence(chars[position], term, position - start)
                    if confidence:
                        found.append((start, term, position - start, confidence))
        return sorted(found, key=lambda one: (-one[3] - 0.05 * len(one[1]), one[0]))

    def _windows(self, chars: str, position: int) -> Iterator[tuple[int, str]]:
        for length in self._lengths:
            for start in range(max(0, position - length + 1), min(position, len(chars) - length) + 1):
                yield start, chars[start:position] + "_" + chars[position + 1 : start + length]

    def _confidence(self, typed: str, term: str, index: int) -> float:
        meant = term[index]
        heard, said = _readings().get(typed, frozenset()), _readings().get(meant, frozenset())
        if heard & said:
            return HOMOPHONE if len(term) > 2 else SHORT_HOMOPHONE
        if len(term) > 2 and set(map(_blurred, heard)) & set(map(_blurred, said)) and meant not in PROTECTED:
            return NEAR_HOMOPHONE
        if len(term) > 3 and meant not in PROTECTED:
            return ONE_CHARACTER
        return 0.0

    def _repair_latin(self, text: Text) -> tuple[Text, dict[int, float]]:
        chars, offsets, doubtful = "", [], {}
        last = 0
        known = {(hit.start, hit.end) for hit in self._lexicon.find(text.chars)} if text.chars else set()
        covered = {index for start, end in known for index in range(start, end)}
        for match in _LATIN_WORD.finditer(text.chars):
            meant = None if covered & set(range(*match.span())) else self._meant(match.group())
            if meant is None:
                continue
            chars += text.chars[last : match.start()]
            offsets.extend(text.offsets[last : match.start()])
            own = text.offsets[match.start() : match.end()]
            doubtful.update({len(chars) + shift: NEAR_HOMOPHONE for shift in range(len(meant))})
            chars += meant
            offsets.extend(own[min(shift, len(own) - 1)] for shift in range(len(meant) - 1))
            offsets.append(own[-1])
            last = match.end()
        return Text(chars + text.chars[last:], (*offsets, *text.offsets[last:])), doubtful

    def _meant(self, word: str) -> str | None:
        """Return the one known Latin word at one insertion, deletion, substitution or swap from this one."""
        for short in (word, *_one_less(word)):
            near = sorted(self._deletions.get(short, ()))
            if near:
                return near[0]
        return None


def _one_less(word: str) -> Iterator[str]:
    return (word[:index] + word[index + 1 :] for index in range(len(word)))
