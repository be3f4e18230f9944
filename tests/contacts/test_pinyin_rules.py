import pytest

from contacts.rules.pinyin import sounds


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("王小明", "wang xiao ming wangxiaoming xiaoming wxm"),
        ("王 小明", "wang xiao ming wangxiaoming xiaoming wxm"),
        ("Wang 王芳 (Fay)", "wang fang wangfang wf"),
        ("李", "li"),
        ("Ana Muñoz", ""),
        ("", ""),
        ("田中さくら", "tian zhong tianzhong tz"),
        ("김민수", ""),
    ],
)
def test_a_chinese_name_is_spelled_as_people_type_it(name, spelled):
    assert sounds(name) == spelled


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单晓云", ["shanxiaoyun", "sxy"]),
        ("單曉雲", ["shanxiaoyun"]),
        ("曾国藩", ["zengguofan"]),
        ("仇英", ["qiuying"]),
        ("区先生", ["ouxiansheng"]),
        ("欧阳修", ["ouyangxiu", "oyx"]),
        ("歐陽修", ["ouyangxiu"]),
        ("解珍", ["xiezhen"]),
        ("查良镛", ["zhaliangyong"]),
        ("万俟卨", ["moqixie"]),
        ("尉迟恭", ["yuchigong"]),
        ("长孙无忌", ["zhangsunwuji"]),
        ("任重", ["renzhong"]),
        ("覃勇", ["qinyong", "tanyong"]),
        ("吕玲", ["lvling", "luling", "lyuling"]),
        ("李晓曾", ["lixiaoceng"]),
    ],
)
def test_surnames_are_read_right(name, typed):
    assert set(typed) <= set(sounds(name).split())
