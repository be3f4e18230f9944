"""How a Chinese name sounds, spelled in every way that people type it into a search box."""

import re
from functools import lru_cache

from contacts.rules.phrases import CHINESE

_HAN = re.compile(f"[{CHINESE}]+(?:[ ·・]+[{CHINESE}]+)*")
_NOT_HAN = re.compile(f"[^{CHINESE}]+")
# Surnames that are read otherwise than the same character in most words, simplified and traditional;
# where families differ, the usual reading first.
_SINGLE = {
    "单單": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "区區": "ou",
    "解": "xie",
    "查": "zha",
    "朴": "piao",
    "翟": "zhai",
    "缪繆": "miao",
    "盖蓋": "ge gai",
    "乐樂": "yue le",
    "覃": "qin tan",
    "种": "chong",
    "秘": "bi",
    "繁": "po",
    "折": "she",
    "召": "shao",
    "员員": "yun",
    "任": "ren",
    "华華": "hua",
    "燕": "yan",
    "宁": "ning",
    "纪紀": "ji",
    "应應": "ying",
    "牟": "mou mu",
    "盛": "sheng",
    "车車": "che",
    "句": "gou",
    "祭": "zhai",
    "过過": "guo",
    "隗": "wei kui",
    "乜": "nie",
    "么": "yao",
    "於": "yu",
    "洗": "xian",
    "逄": "pang",
    "黑": "he",
    "薄": "bo",
    "尉": "wei",
    "瞿": "qu",
    "郗": "xi chi",
    "宓": "mi fu",
    "费費": "fei bi",
    "长長": "chang",
    "都": "du",
    "重": "chong",
}
_DOUBLE = {
    "欧阳歐陽": "ou yang",
    "上官": "shang guan",
    "司马司馬": "si ma",
    "司徒": "si tu",
    "诸葛諸葛": "zhu ge",
    "东方東方": "dong fang",
    "公孙公孫": "gong sun",
    "申屠": "shen tu",
    "尉迟尉遲": "yu chi",
    "万俟萬俟": "mo qi",
    "长孙長孫": "zhang sun",
    "单于單于": "chan yu",
    "澹台澹臺": "tan tai",
    "令狐": "ling hu",
    "鲜于鮮于": "xian yu",
    "夏侯": "xia hou",
    "皇甫": "huang fu",
    "宇文": "yu wen",
    "呼延": "hu yan",
    "慕容": "mu rong",
    "独孤獨孤": "du gu",
    "端木": "duan mu",
    "西门西門": "xi men",
    "南宫南宮": "nan gong",
}
_READINGS = {
    **{character: read.split() for written, read in _SINGLE.items() for character in written},
    **{w[i : i + 2]: [read] for w, read in _DOUBLE.items() for i in range(0, len(w), 2)},
}


def sounds(name: str) -> str:
    """Return the ways to type a name's Chinese part; empty for a name without one.

    Syllables, the whole, the given name and the initials: 王小明 gives
    “wang xiao ming wangxiaoming xiaoming wxm”. A surname read in two ways is spelled in both, and ü
    as v, u and yu.
    """
    spelled: dict[str, None] = {}
    for part in _HAN.findall(name):
        for family, given in _readings(_NOT_HAN.sub("", part)):
            for variant in _with_umlaut([*family, *given]):
                own = variant[len(family) :]
                initials = "".join(syllable[0] for syllable in variant)
                words = [*variant, "".join(variant), "".join(own), initials]
                spelled |= dict.fromkeys(word for word in words if len(word) > 1)
    return " ".join(spelled)


def _readings(name: str) -> list[tuple[list[str], list[str]]]:
    """Return the syllables of surname and given name, once for each reading of the surname."""
    surname = name[:2] if len(name) > 2 and name[:2] in _READINGS else name[:1]
    given = _syllables(name[len(surname) :])
    if surname in _READINGS:
        return [(reading.split(), given) for reading in _READINGS[surname]]
    return [(_syllables(surname), given)]


# An import asks for the same given names again and again.
@lru_cache(maxsize=10_000)
def _syllables(characters: str) -> list[str]:
    # Its dictionaries take 0.3 s and 55 MB, which only those need who write Chinese names.
    from pypinyin import lazy_pinyin

    # What the dictionary lacks, such as a rare character, comes back as it is and cannot be typed.
    return [syllable for syllable in lazy_pinyin(characters) if syllable.isascii()]


def _with_umlaut(syllables: list[str]) -> list[list[str]]:
    """Return the syllables as keyboards (lv), careless typists (lu) and passports (lyu) have them."""
    if not any("v" in syllable for syllable in syllables):
        return [syllables]
    return [[syllable.replace("v", how) for syllable in syllables] for how in ("v", "u", "yu")]
