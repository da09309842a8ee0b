"""Words in names that tell which part is the family name."""


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


BEHIND = _set_of(
    "van von der den de ten ter te het 't la las los le les lo du des da das do dos di del della delle "
    "dello degli dei zu zum zur vom und af av of op in auf am"
)
"""Small words before a family name, behind which one is sorted; with a capital they are a part of it."""

PART_OF = _set_of(
    "ibn bin bint binti ben bar abu abou abd abdul umm mac mc saint sainte san santa st st."
)
"""Words that always belong to the family name that follows."""

SUFFIXES = _set_of(
    "jr jr. junior sr sr. senior ii iii iv"
)
"""What tells a son from his father."""

POST_NOMINALS = _set_of(
    "phd ph.d. md m.d. msc m.sc. ma m.a. ba b.a. mba esq esq. llm ll.m. dphil cpa"
)
"""Degrees behind a name that are not written in capitals alone."""

HONOURS = _set_of(
    "obe cbe mbe kbe dbe gbe kc qc mp msp mep frs frse fba frsa am ao ac cm oc"
)
"""Orders and offices behind a name, in capitals; alone they could be a name."""

EAST_ASIAN = _set_of(
    "an bae bai bui cai cao chan chang che chen cheng cheung choi chou chu dang deng ding do dong du "
    "duong fan fang feng fu gao gong gu guo ha han he ho hoang hong hou hu huang huynh hwang im jang jeon "
    "jeong ji jia jiang jin jo jung kang kim kong kwon lai lam lau le lee leung li liang liao lim lin liu "
    "lo lu luo ly ma mai mao meng ngo nguyen ng oh pan park peng pham phan qian qin ren seo shen shi shin "
    "so son song su sun tang tao tian tran trinh truong tsai tu vo vu wan wang wei wen wong wu xia xiao "
    "xie xiong xu xue yan yang yao ye yi yin yoon yu yuan zeng zhang zhao zheng zhong zhou zhu zou"
)
"""Frequent Chinese, Korean and Vietnamese family names in Latin letters, folded."""

VIETNAMESE = _set_of(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trinh truong"
)
"""The most frequent Vietnamese family names: most people there have one of them."""

MIDDLE_NAMES = _set_of(
    "van thi duc minh ngoc quoc thanh huu dinh xuan hong kim"
)
"""What often stands behind a Vietnamese family name."""

HUNGARIAN_GIVEN = _set_of(
    "agnes andrea andras anna aniko arpad attila balazs bela bence csaba daniel denes dora eniko erika "
    "erzsebet eszter eva ferenc gabor gergely geza gyorgy gyula ildiko ilona imre istvan janos jozsef "
    "judit kalman karoly katalin klara krisztina lajos laszlo levente magdolna maria marta matyas mihaly "
    "miklos monika pal peter piroska reka sandor szilvia tamas tibor timea tunde vilmos zoltan zsofia "
    "zsolt zsuzsanna"
)

HUNGARIAN_FAMILY = _set_of(
    "antal bakos balogh barta biro bodnar boros deak farkas fekete feher fodor fulop gal hegedus horvath "
    "illes juhasz kelemen kerekes kiss kocsis kovacs kozma laszlo lukacs meszaros molnar nagy nemeth olah "
    "orban papp pinter racz sandor simon sipos somogyi szabo szalai szekely szilagyi szucs takacs toth "
    "torok vadasz varga vass veres voros"
)
