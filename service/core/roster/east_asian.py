"""Where a Chinese, Japanese or Korean name ends that no space divides from what is printed behind it."""

import re

from service.core.roster.words import EAST_ASIAN, HAN

ROLES = re.compile(
    "匿名|익명|某|名誉教授|名誉教授|副教授|准教授|助理教授|客座教授|教授|博士|硕士|碩士|先生|女士|小姐|院士|研究员|研究員|讲师|講師|学者|學者|律师|律師"
    "|弁護士|医师|醫師|医生|醫生|医師|作家|诗人|詩人|记者|記者|编辑|編輯|导演|導演|演员|教师|教師|老师|老師|学生|學生|主任|主席|院长|院長"
    "|校长|校長|所长|所長|所長|代表|会长|會長|理事|董事|委员|委員|议员|議員|牧师|牧師|神父|工程师|工程師|艺术家|藝術家|翻译|翻譯|氏|さん|様"
    "|市民|画家|音楽家|评论|評論|独立|自由|退休|前|원로|명예교수|부교수|조교수|교수|박사|선생|님|씨|작가|시인|기자|변호사|의사|목사|신부|대표|활동가"
    "|연구원|연구위원|학생|감독|회장|의원|이사|강사|교사"
)
UNITS = re.compile(
    "大学|大學|学院|學院|研究|中心|公司|协会|協會|学会|學會|基金|出版|报社|新闻|新聞|医院|醫院|学校|學校|委员会|委員会|联盟|聯盟|工会|工會|组织|組織|网络|연합|연대|단체|모임|조합|위원회|센터|대학|대학교|연구|재단|협회|신문|병원|학교"
)
FAMILY = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓邓鄧冯馮曹彭曾肖萧蕭田董袁潘于余蒋蔣蔡"
    "杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦付方白邹鄒孟熊秦邱江尹薛闫阎閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬"
    "钱錢严嚴覃武戴莫孔向汤湯常温康施文牛樊葛邢安齐齊易乔喬伍庞顏颜倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰焦俞左柳甘祝包宁尚符"
    "舒阮纪梅童凌毕单裴霍涂成苗谷曲盛冉翁蓝骆路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
COMPOUND = (
    "欧阳",
    "歐陽",
    "司马",
    "司馬",
    "诸葛",
    "諸葛",
    "上官",
    "司徒",
    "东方",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "남궁",
    "황보",
    "제갈",
    "선우",
)
DIVIDERS = re.compile(r"[\s,，、;；:：|/()（）【】「」『』·•–—-]")
AFTER_NAME = ("", " ", "\u3000", "(", "（", ",", "，", "、")
KATAKANA = re.compile("[\u30a0-\u30ff]+")
KANA = re.compile("[\u3040-\u30ff]")
FOREIGN_DOT = re.compile(rf"[{HAN}\u30a0-\u30ff]+(?:[·・＝=][{HAN}\u30a0-\u30ff]+)+")


def name_at(text: str, begin: int) -> tuple[int, str]:
    """Where the name ends that begins at begin, and a doubt about that, or ""."""
    foreign = FOREIGN_DOT.match(text, begin)
    if foreign:
        return foreign.end(), ""
    end = _chunk(text, begin)
    chunk = text[begin:end]
    if ROLES.match(chunk):
        return end, "A position seems to stand where a name would."
    if UNITS.search(chunk):
        return _glued(text, begin, end)
    role = ROLES.search(chunk, 2)
    if role and role.start() <= 5:
        return begin + role.start(), ""
    return _alone(text, begin, end)


def _alone(text: str, begin: int, end: int) -> tuple[int, str]:
    """A name of which only its length tells where it ends."""
    chunk = text[begin:end]
    if len(chunk) < 3 or (len(chunk) == 3 and chunk[0] not in FAMILY):
        return _with_given(text, begin, end)
    if len(chunk) < 5 or (len(chunk) == 5 and KANA.search(chunk)) or KATAKANA.fullmatch(chunk):
        return end, ""
    if len(chunk) == 5:
        return end, "The name is long, and may hold more than a name."
    return _glued(text, begin, end)


def _chunk(text: str, begin: int) -> int:
    found = DIVIDERS.search(text, begin)
    end = found.start() if found else len(text)
    while end > begin and not (EAST_ASIAN.match(text[end - 1]) or text[end - 1].isalpha()):
        end -= 1
    return end


def _with_given(text: str, begin: int, end: int) -> tuple[int, str]:
    """A family name that a space divides from the given name: "山田 太郎", "김 민수", "李 明"."""
    if text[end : end + 1] not in (" ", "\u3000"):
        return end, ""
    behind = _chunk(text, end + 1)
    chunk = text[end + 1 : behind]
    has_family = end - begin == 1 or text.startswith(COMPOUND, begin)
    is_japanese = end - begin in (2, 3) and bool(re.match(f"[{HAN}\u3040-\u30ff]", text[begin]))
    is_given = (
        1 <= len(chunk) <= 3 and EAST_ASIAN.match(chunk) and not ROLES.search(chunk) and not UNITS.search(chunk)
    )
    if not is_given:
        return end, ""
    if text[begin] == "故":
        return behind, "The first sign says that the person has died; it was left in the name."
    if has_family or (is_japanese and text[behind : behind + 1] in AFTER_NAME):
        return behind, ""
    return (behind, "It does not say where the name ends.") if is_japanese else (end, "")


def _glued(text: str, begin: int, end: int) -> tuple[int, str]:
    """A name that is written together with an affiliation: by the family name it begins with."""
    doubt = "Nothing divides the name from what follows; where it ends is a guess."
    if text.startswith(COMPOUND, begin):
        return begin + 4, doubt
    if text[begin] in FAMILY and not UNITS.match(text, begin + 1):
        return min(begin + 3, end), doubt
    return end, "This may be an organisation and not a person."
