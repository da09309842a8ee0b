"""Words that are printed before a name as honorifics, in many languages, folded when they are looked up."""

from service.core.roster.word_sets import words_of

TITLE_PIECES = words_of("pro vice jun a in ssa ad h c e i d r o univ ing hab med phil dipl agr soc mult")
"""What a title that is written in one may hold beside titles: "Prof.ssa", "Dipl.-Ing.", "Prof.ª"."""

TITLES = words_of("""
    dr drs dra drmed prof profa profr mr mrs ms miss mx messrs mssrs rev revd reverend fr sr br sir dame
    baroness lady lord viscount viscountess countess h.e h.h h.m h.r.h h.i.h hon honorable honourable
    excellency eminence holiness exc excmo excma ilmo ilma exmo exma amb atty adv advocate barr engr eng
    ing arch arq lic licda mtro mtra ldo lda ind gen lt col capt cpt cmdr cdr maj sgt brig cpl pvt adm
    vadm radm cmde cdre wg flt ven venerable msgr mons mgr mme mlle mmes maitre pr herr frau hr fr mag
    doz pd dkfm rer ra rain dhr mw mevr mevrouw meneer drs ir ds h.e.m s.e s.a.r s.m s.e.m sra srta srs
    sras senor senora senorita don dona dna dn fray sor pbro abog abg dott dottssa dott.ssa avv on geom
    rag cav comm card suor fra padre pe dom frei irma doc docent mudr mvdr phdr judr rndr thdr pharmdr
    paeddr rsdr artdr bc bca mga akad akademik mgr.art inz lek mec adw pani pan nadkom gosp gdja gda gdin
    g-din g-dja acad conf lect sayin av doc. ogr uyesi yrd uz ecz dt muh hoca ustad ustadh ustaz haji
    hajji hajj alhaj al-haj alhaji hajiya mawlawi mawlavi maulawi molavi maulana mawlana mullah mulla
    qari mufti ayatollah ayatullah hujjatoleslam hojjatoleslam hojatoleslam sheikh sheik shaykh shaikh
    shaykha sheikha imam moulana allama engineer shri shree sri smt kumari km pandit pt swami dewan datuk
    dato' datin dato tan tun puan encik tengku tunku kh hj ust ustazah gs pgs ts ths pgs.ts gs.ts lm
    rabbi rav rebbe archimandrite metropolitan patriarch др проф доц акад академик д-р г-н г-жа г-ца инж
    свящ прот протоиерей иерей адв пан пані панi д-рка професор доктор профессор доцент отец отець о
    архимандрит епископ митрополит раввин рабин господин госпожа господа магистр г-ин δρ καθ κ κα κος
    καθηγητης καθηγητρια πρεσβης ομ ομοτ דר ד"ר פרופ' פרופ' פרופ פרופסור עו"ד מר גב' גברת הרב הרבנית
    השופט השופטת אינג' دکتر داکتر دوکتور دکتور استاد پروفسور پروفیسور پوهاند پوهنوال پوهندوی پوهنمل
    پوهنیار پوهیالی اقای آقای خانم سفیر مهندس انجنیر انجینر انجنیر حاجی الحاج مولوی مولانا ملا قاری مفتی
    ایت‌الله آیت‌الله ایت‌اللهالعظمی حجت‌الاسلام شیخ جنرال دگروال محترم محترمه جناب سرکار جلالتمآب
    جلالتماب بانو دوشیزه قاضی سناتور وکیل الدكتور الدكتورة دكتور دكتورة د أ.د ا.د أ ا م أ.م.د ا.م.د
    الأستاذ الأستاذة الاستاذ الاستاذة أستاذ الأستاذالدكتور السفير السفيرة الشيخ الشيخة المهندس المهندسة
    المحامي المحامية السيد السيدة الآنسة القاضي القاضية الحاج الحاجة الأب المطران الإمام معالي سعادة
    فضيلة سماحة الأمير الأميرة اللواء العميد العقيد النائب النائبة الوزير البروفيسور البروفسور
    البروفيسورة بروفيسور بروفسور فخامة دولة ڈاکٹر پروفیسر جناب محترمہ محترم مولانا علامہ حافظ ایڈووکیٹ
    بیرسٹر انجینئر جسٹس بیگم श्री श्रीमती डॉ डा प्रो सुश्री पंडित प्रोफेसर न्यायमूर्ति स्वामी fil tekn
    jur teol frk arkkipiispa piispa fru rva toht ezredes özv ifj id prof.univ.dr dipl hab mtr dipl.ing
    dipl.-ing lordship sayın ks privatdozent privatdozentin mmag ddr dkff kr.ing hon'ble cllr dre rep sen
    op ass gor ars pst ls cand pfr pfrn plk mjr gen.mjr prezes prof.ao red пастор протодиакон иеромонах
    монахиня ксендз муфтий имам uzm tte cnel tcnel gral cap sgto alm lcda aunty auntie uncle rev'd revd.
    член-корреспондент чл.-корр чл.-кор судья القس الأخت الراهبة kirkkoherra kansanedustaja ministeri
    tohtori emeritusprofessori dos toim rehtori romo phra sayadaw daw pdt
""")
"""Always a title where a name follows."""

SHOUTED = words_of("HE HM HRH HH CA DI PD KH HIH HEM SE")
"""Titles only where they are written so, in capitals, before another title."""

RANKS = words_of("""
    professor professorin professeur professeure profesor profesora professora professore professoressa
    professori hoogleraar profesorin prof.in doctor doctora doutor doutora doktor dottore dottoressa
    docteur ambassador ambassadors botschafter botschafterin ambassadeur ambassadrice embajador
    embajadora embaixador embaixadora ambasciatore ambasciatrice buyukelci ambasador judge justice
    magistrate chancellor richter richterin juge juez jueza juiz juiza giudice bishop archbishop cardinal
    pope canon dean deacon archdeacon deaconess pastor father brother sister mother minister vicar abbot
    abbess chaplain eveque mgr obispo vescovo bispo pfarrer pfarrerin bischof pasteur provost rector
    vicar-general prebendary monsignor senator congressman congresswoman representative deputy councillor
    councilor alderman counselor counsellor mayor governor president premier secretary attorney solicitor
    barrister minister premier speaker commissioner consul consul-general general colonel captain major
    lieutenant sergeant brigadier commander admiral commodore marshal corporal commandant oberst
    hauptmann kapitan coronel capitan teniente prince princess king queen duke duchess earl baron count
    countess marquess marquis marchioness sultan emir sheriff chief oba emeritus-professor sister advokat
    advocate rechtsanwalt rechtsanwaltin senateur senatrice depute deputee senador senadora diputado
    diputada deputado deputada onorevole посол генерал адвокат депутат полковник сенатор священник
    ambasadorka посолка генерал-майор director chairman chairwoman chairperson comrade coach charge
    chargé lecturer master maestro nurse وزیر رئیس رییس الشاعر الشاعرة الكاتب الكاتبة الصحفي الصحفية
    الفنان الفنانة المخرج المخرجة الناشط الناشطة الباحث الباحثة الروائي الروائية الإعلامي الإعلامية
    الطبيب الناقد الأديب العلامة العميد المستشار المستشارة کاندید head desembargador desembargadora
    vereador vereadora governador governadora prefeito prefeita ministro ministra ministre presidente
    cacique paje irmao hermano hermana conseiller colonel sindaco assessore consigliere kirchenrat
    oberkirchenrat staatssekretär staatssekretärin bürgermeister bürgermeisterin ministerin
    ministerialrat stadtrat stadträtin superintendent superintendentin landrat landrätin
    oberbürgermeister oberbürgermeisterin altbürgermeister präsident präsidentin generalsekretär
    generalsekretärin abt äbtissin dekan dekanin prior priorin pastorin bischöfin oberst generalmajor
    secretary-general undersecretary under-secretary министр мэр губернатор судья заместитель
    milletvekili büyükelçi başkan albay сенатор
""")
"""A title where a name follows at once, a position where it stands behind a name."""

NAMES_TOO = words_of("""
    judge marshal rabbi bishop abbot pope canon knight private deacon elder miss cardinal sergeant nurse
    chancellor provost rector pandit mulla chief engineer qari metropolitan doctor governor sheriff
    speaker mayor president premier general captain secretary sheikh sheik shaikh shaykh ustad ustaz
    moulana pastor архимандрит генерал адвокат посол جناب شیخ محترم الحاج حاجی ملا مفتی قاضی وکیل بانو
    سفیر السید الشیخ حافظ شيخ السيد الشيخ justice imam haji hajji maitre nana master lecturer وزیر رئیس
    رییس الكاتب الشاعر الطبيب الناقد الأديب head prior oberst landrat abt dekan presidente ministro
""")
"""Titles that are family names as well: before a single word they may be a part of the name."""

GIVEN_TOO = words_of("""
    dean earl prince duke baron count major king don emir queen princess marquis sultan mercy
""")
"""Titles that are given names as well."""

EXACT = words_of("""
    RA RAin StR StRin OStR OStD StD MdL MdB MdEP MdA MP MEP MLA BS. Père père Sœur sœur Frère frère Abbé abbé
    Mãe GS TS ThS PGS BS Ông Bà Me Mre HE HM HRH HH HIH HEM
""")
"""Titles only where they are written exactly so."""

NEEDS_DOT = words_of("""
    ac av ba bc br card co col com comm conf cav doc eng ec er exc fr fil fra gen gor hon hr hab id in
    ind ing ir kh kr ks km lic lm mag mec mr.sc mw on op or pe pd pr.f ra rag rer red rep sen st su
    suor.s sor.s tun tan tit ts uz ven adm adw arch arq arc asst assoc ass asso brig capt cdr cmdr conf
    cpl doz dipl dt ecz flt gs lek lda licda lt maj mons mtra muh ob ogr ond priv prot pvt sgt univ ust
    yrd pgs ths dn ma ars ak hono tekn teol jur к κ ομ кн red cap uzm
""")
"""Short titles, which are words or names without their full stop or where they are no capitals of their own."""

DOTLESS = words_of("""
    Gen Col Capt Lt Maj Sgt Cmdr Brig Adm Fr Br Hon Ven Assoc Asst Eng Ing Doc Hr hr ing doc ir mr ks Ir
    Kh Cllr Sen Rep gen col
""")
"""Of these, the forms that are titles without it."""

BEFORE = words_of("""
    the his her their my most right very rt associate assistant adjunct visiting former ex late
    distinguished full honorary acting vice senior junior deputy under chief lead principal regius lord
    lady teaching emeritus emerita retired ret first second state federal supreme major lieutenant
    brigadier rear wing flight squadron group air field grand captain retd professeur maitre exmo jud
    ehemaliger ehemalige bundesminister altbundesprasident special high non-resident royal asst assoc
    hono hon apl emer univ univ.prof бывший бывшая колишній колишня народный народний старший حضرت سابق
    ارشد پوهنتون فضيلة معالي سعادة asso priv prof.em em.prof honour honor worship highness majesty serene
    royal executive managing founding emer em chargé ancien ao apl jun zw nadzw hochschul gast prime
    police research teaching fmr emer foreign finance defence defense interior special regional district
    federal permanent le la fire cựu eski заслуженный экс
""")
"""Before a title and with it: "Former Ambassador", "Associate Professor", "The Rt Hon."."""

AFTER = words_of("""
    emeritus emerita emeriti emerito emérito emeritas ret retd ret'd retired a.d i.r em h.c hc mult med
    phil nat rer iur jur habil theol techn pol oec dent vet biol chem phys math psych paed pharm agr a.i
    univ univ.prof rer.nat rer.pol a.o o.univ i.e сельск наук کشور سابق e.h e.r emer پیشین متقاعد
    بازنشسته اسبق السابق السابقة אמריטוס אמריטה federal estadual utr ран нан рао
""")
"""Behind a title and with it: "Professor Emeritus", "Dr. h.c. mult.", "Gen. (ret.)"."""

RETIRED = words_of("""
    ر ret retd ret'd retired rtd r emeritus emerita former formerly a.d i.r em emer e.r er i.r.e hon
    honorary acting a.i designate ad e.h h.c fmr r.d dr. emérito emérita emerito emer. retraite retirado
    retirada бывш в.отставке متقاعد بازنشسته emeritiert émérite emerite p.e.n elect
""")
"""In parentheses behind a title."""

PHRASES = frozenset(
    (
        "of appeal", "of the rolls", "of state", "of parliament", "of the peace", "of the high court", "at law",
        "of the supreme court", "of the court of appeal", "in waiting", "d'affaires", "d'affaires a.i",
        "de conferences", "at large", "of mission", "of government", "of delegation", "e h",
        "в отставке", "в запасе", "у відставці", "des sciences",
    )
)
"""What belongs to a title that stands before it: "Lord Justice of Appeal Vale"."""

FRENCH_SIGNS = words_of("mme mlle mmes mm me")
"""Where these stand before names, "M." is a title and no initial."""

PEERS = words_of("""
    lord lady baroness baron viscount viscountess earl countess marquess marquis duke duchess marchioness
    prince princess
""")
"""Titles whose names may say of what place: "Baroness Vale of Nordmark"."""

NAME_SHORTS = words_of("""
    md mohd muhd muh wm chas geo jos jas thos robt benj ph chr th st ste abd moh fco ma mª jr sk edw alex
    saml danl fredk hy jno юр ал
""")
"""Shortened given names, which look like shortened titles."""


TWO_WORDS = (
    "tan sri", "dato sri", "datuk seri", "toh puan", "nhà văn", "luật sư", "linh mục", "giáo sư", "tiến sĩ",
    "bác sĩ", "nhà báo", "nhà thơ", "đạo diễn", "kỹ sư", "nghệ sĩ", "hòa thượng", "thượng tọa", "mục sư",
    "nhạc sĩ", "họa sĩ", "phó giáo", "nhà giáo", "dược sĩ", "ca sĩ", "nhà nghiên",
)  # fmt: skip
"""Titles of two words of which neither is one alone."""
