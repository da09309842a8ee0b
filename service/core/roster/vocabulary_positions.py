"""Words for what people are, by which the end of a name is found where nothing divides it from the rest."""

from service.core.roster.word_sets import words_of

POSITIONS = words_of("""
    professor professors lecturer researcher researchers fellow scholar student candidate postdoc
    postdoctoral doctoral graduate undergraduate alumna alumnus adjunct emeritus emerita visiting
    associate assistant senior junior independent former retired teacher educator instructor tutor
    academic dean chair chairman chairwoman chairperson head director directors co-director manager
    coordinator co-ordinator founder co-founder cofounder founding president vice-president secretary
    treasurer member executive ceo cto cfo coo ed officer official analyst advisor adviser consultant
    expert specialist strategist administrator assistant board spokesperson spokesman spokeswoman
    ambassador diplomat counsellor counselor charge chargé attache attaché consul envoy minister deputy
    undersecretary under-secretary permanent representative commissioner rapporteur delegate senator
    congressman mp mep activist campaigner advocate defender organizer organiser volunteer humanitarian
    peacebuilder peacemaker journalist reporter correspondent editor editor-in-chief writer author poet
    novelist playwright translator blogger columnist broadcaster filmmaker director producer photographer
    artist painter sculptor musician composer singer actor actress curator designer illustrator dancer
    choreographer publisher librarian archivist lawyer attorney barrister solicitor judge notary jurist
    prosecutor paralegal counsel physician doctor surgeon nurse midwife pharmacist dentist psychologist
    psychiatrist psychotherapist therapist paediatrician pediatrician veterinarian epidemiologist
    paramedic gp engineer architect scientist physicist chemist biologist mathematician economist
    historian philosopher sociologist anthropologist archaeologist archeologist linguist geographer
    geologist theologian political statistician ecologist climatologist astronomer neuroscientist
    computer software developer programmer entrepreneur businessman businesswoman accountant banker
    investor merchant farmer carpenter baker electrician plumber mechanic driver worker clerk pensioner
    retiree homemaker housewife parent mother father citizen resident priest pastor vicar rabbi imam
    chaplain bishop deacon nun monk ex-minister ex-ambassador veteran soldier officer colonel general
    captain managing acting deputy chief principal lead leader visiting honorary freelance spokesperson
    moderator speaker professeur professeure enseignant enseignante enseignant-chercheur chercheur
    chercheuse maître maîtresse étudiant étudiante doctorant doctorante directeur directrice président
    présidente secrétaire membre avocat avocate juriste magistrat médecin infirmier infirmière
    journaliste écrivain écrivaine auteur auteure autrice poète artiste peintre musicien musicienne
    comédien comédienne cinéaste réalisateur réalisatrice photographe historien historienne sociologue
    économiste philosophe ingénieur ingénieure syndicaliste militant militante retraité retraitée ancien
    ancienne député députée sénateur sénatrice maire conseiller conseillère fondateur fondatrice
    cofondateur responsable éditeur éditrice traducteur traductrice libraire ambassadeur ambassadrice
    pasteur prêtre porte-parole chargé chargée sage-femme psychologue agriculteur agricultrice
    professorin dozent dozentin wissenschaftler wissenschaftlerin forscher forscherin doktorand
    doktorandin lehrer lehrerin studentin direktor direktorin leiter leiterin geschäftsführer
    geschäftsführerin vorsitzender vorsitzende sprecher sprecherin mitglied gründer gründerin
    rechtsanwalt rechtsanwältin richter richterin arzt ärztin psychologin journalistin schriftsteller
    schriftstellerin autor autorin künstler künstlerin maler malerin musiker musikerin komponist
    komponistin regisseur regisseurin schauspieler schauspielerin historiker historikerin soziologe
    soziologin ökonom ökonomin ingenieur ingenieurin architektin pfarrer pfarrerin pastorin bischof
    bischöfin minister ministerin bürgermeister bürgermeisterin abgeordnete abgeordneter rentner
    rentnerin übersetzer übersetzerin ehemaliger ehemalige wissenschaftliche wissenschaftlicher beraterin
    berater botschafterin botschafter hebamme pflegekraft krankenschwester lehrbeauftragte privatdozent
    privatdozentin profesor profesora catedrático catedrática investigador investigadora estudiante
    doctorando doctoranda director directora presidente presidenta secretario secretaria miembro abogado
    abogada jueza médico médica enfermero enfermera periodista escritor escritora poeta artista pintor
    pintora músico música actriz cineasta fotógrafo historiador historiadora sociólogo socióloga
    economista filósofo filósofa ingeniero ingeniera arquitecto arquitecta activista exministro
    exministra exembajador diputado diputada concejal alcalde alcaldesa editora traductor traductora
    fundador fundadora docente jubilado jubilada psicólogo psicóloga maestro maestra coordinador
    coordinadora professora pesquisador pesquisadora doutorando doutoranda diretor diretora advogado
    advogada jornalista escritora médica enfermeira historiadora socióloga engenheiro engenheira
    arquiteto arquiteta aposentado fundador músico professore professoressa docente ricercatore
    ricercatrice dottorando dottoranda studente studentessa direttore direttrice presidente segretario
    avvocato avvocata magistrato medico giornalista scrittore scrittrice attore attrice regista musicista
    pittore storico storica sociologo sociologa economista ingegnere architetto attivista insegnante
    hoogleraar onderzoeker docent promovendus schrijver schrijfster voorzitter advocaat arts student
    leraar lerares profesor professori tutkija tohtori kirjailija lektor forsker forskare författare
    forfatter jurist läkare lege överläkare sykepleier rektor ordförande journalist konstnär redaktör
    professorinna rådgiver rådgivare adiunkt badacz badaczka pisarz pisarka poetka dziennikarz
    dziennikarka adwokat radca lekarz lekarka aktor aktorka reżyser reżyserka historyk historyczka
    socjolog socjolożka nauczyciel nauczycielka profesorka studentka doktorantka profesorka spisovatel
    spisovatelka novinář novinářka lékař lékařka advokát advokátka vědec vědkyně ředitel ředitelka herec
    herečka režisér režisérka básník vysokoškolský ředitelka docentka učitel učitelka akademisyen yazar
    gazeteci avukat doktora öğretim öğretmen öğrenci emekli sanatçı şair mimar mühendis hekim sendikacı
    araştırmacı aktivist yönetmen oyuncu başkanı üyesi müdürü kurucu профессор доцент доктор кандидат
    преподаватель учитель студент студентка аспирант аспирантка научный сотрудник директор руководитель
    председатель член президент журналист журналистка писатель писательница поэт переводчик переводчица
    художник художница музыкант режиссёр режиссер актёр актер актриса историк социолог экономист философ
    филолог юрист адвокат врач инженер программист правозащитник правозащитница активист активистка
    пенсионер пенсионерка редактор учёный ученый главный старший бывший заведующий заведующая основатель
    депутат физик математик биолог лингвист психолог политолог архитектор предприниматель професор
    професорка викладач викладачка вчитель вчителька науковий науковиця голова письменник письменниця
    поетка перекладач перекладачка художниця історик історикиня правозахисник правозахисниця активістка
    лікар лікарка журналістка дослідник дослідниця засновник засновниця режисер режисерка акторка
    співробітник καθηγητής καθηγήτρια συγγραφέας δικηγόρος δημοσιογράφος ιατρός γιατρός φοιτητής
    φοιτήτρια ερευνητής ερευνήτρια διευθυντής διευθύντρια ποιητής ποιήτρια ηθοποιός μουσικός μηχανικός
    αρχιτέκτονας πρόεδρος ιστορικός פרופסור מרצה חוקר חוקרת סופר סופרת עיתונאי עיתונאית משורר משוררת עורך
    עורכת מנהל מנהלת סטודנט סטודנטית רופא רופאה יושב פעיל פעילה אמן אמנית היסטוריון חבר חברת استاد
    استاديار دانشیار استادیار پژوهشگر محقق نویسنده شاعر روزنامه‌نگار خبرنگار ژورنالیست فعال وکیل حقوقدان
    پزشک رییس رئیس مدیر عضو دانشجو دانشجوی معلم آموزگار هنرمند فیلمساز فیلم‌ساز مترجم تحلیلگر دیپلمات
    کارشناس سفیر وزیر معاون بنیانگذار بنیان‌گذار موسس مؤسس سرپرست شهروند مورخ جامعه‌شناس نماینده مشاور
    سردبیر داکتر أستاذ أستاذة استاذ محاضر محاضرة باحث باحثة كاتب كاتبة شاعر شاعرة صحفي صحفية صحافي صحافية
    محام محامي محامية ناشط ناشطة رئيس رئيسة مدير مديرة عضو عضوة طبيب طبيبة مهندس مهندسة طالب طالبة فنان
    فنانة مخرج مخرجة مترجم مترجمة سفير وزير نائب ناقد إعلامي إعلامية مؤرخ أكاديمي أكاديمية حقوقي حقوقية
    مؤسس مؤسسة معلم معلمة متقاعد پروفیسر صحافی وکیل استاد مصنف شاعر طالب سماجی کارکن ڈائریکٹر صدر ایڈیٹر
    प्रोफेसर लेखक लेखिका पत्रकार शिक्षक वकील कवि निदेशक छात्र सामाजिक कार्यकर्ता अध्यापक संपादक chef cook
    barista waiter butcher gardener beekeeper sailor pilot firefighter policeman policewoman detective
    publicist facilitator mediator fundraiser lobbyist whistleblower survivor refugee exile cleric
    theologian deaconess seminarian intern trainee apprentice carer caregiver caretaker stage podcaster
    youtuber influencer vlogger videographer animator potter weaver ceramicist dramaturg conductor
    pianist violinist guitarist cellist organist soprano tenor drummer rapper dj ethnographer demographer
    geneticist toxicologist virologist immunologist oncologist cardiologist neurologist paediatrist
    radiologist anaesthetist pathologist microbiologist biochemist ornithologist botanist zoologist
    entomologist hydrologist meteorologist oceanographer cosmologist criminologist ethicist logician
    philologist classicist medievalist orientalist egyptologist iranist turkologist sinologist indologist
    musicologist ethnomusicologist folklorist semiotician psychoanalyst optometrist chiropractor
    acupuncturist dietitian nutritionist physiotherapist logopedist
""")

SURNAMES_TOO = words_of("""
    baker dean bishop judge major page king abbot priest cook marshall butler carter carpenter chancellor
    general captain mason mercer miller fisher farmer porter potter archer shepherd singer painter prior
    pope monk palmer parker speaker sergeant driver nunn merchant nurse noble vicar reader knight parson
    deacon sexton wright smith taylor thatcher tyler walker weaver merchant engineer master masters
    soldier ed richter meister musica schreiber maler pastor autor pan hakim wakil munshi vakil kapitan
    doktor parent schneider mayer meier vogt pfarrer bauer koch chefe barber coleman pastor maire prêtre
    maestro abad judge sage lead وکیل استاد نماینده طالب شاعر کاتب معلم سفیر مدير معاون law laws work
    rivers love english french german art early space water food east west young read price
""")
"""Words for positions that are family names as well: at the end of a name they do not end it."""

BEGINS_REST = words_of("""
    of at from for in on with by and & et und y e та и і с из від від за à chez pour au aux beim bei für
    aus im am vom zum an auf per presso dell' della en por para del universidad da na no bij voor og och
    ja ved vid til till w z ze na přes при из от из-за του της στο στη από του و من في في از در بر به
    برای سے کا کی में से who as via former ex retired ancien ancienne ehem formerly currently now based
    born aged representing
""")
"""Small words that no name holds, but the rest begins with."""

UNIT_ENDS = (
    "verein", "verband", "initiative", "kapelle", "gemeinderat", "bundnis", "gesellschaft", "stiftung",
    "gewerkschaft", "netzwerk", "ausschuss", "vereinigung",
)  # fmt: skip
"""What German words for organisations end with; folded."""

UNITS = words_of("""
    university universities college institute institution school faculty department dept academy centre
    center laboratory lab hospital clinic museum library church cathedral mosque synagogue parish diocese
    ministry embassy parliament council court committee commission agency bureau office authority
    foundation trust fund society association federation confederation union alliance coalition network
    initiative campaign movement forum congress party group club company corporation corp inc ltd llc
    gmbh e.v ag plc media press newspaper magazine journal radio television tv studio theatre theater
    orchestra choir ngo project programme program house international rights watch organisation
    organization organisations partnership collective platform community chamber guild league brigade
    board consortium observatory bank solidarity amnesty development studies front assembly workers
    teachers lawyers doctors women youth students campaigners citizens friends mothers scholars
    journalists writers artists human peace justice democracy refugees against action resistance chapter
    branch caucus secretariat syndicate université école collège faculté institut centre laboratoire
    hôpital musée ministère ambassade fondation syndicat fédération réseau comité collectif ligue
    mouvement association universität hochschule fachhochschule schule fakultät institut klinik klinikum
    krankenhaus museum bibliothek kirche ministerium botschaft stiftung verein verband gesellschaft
    gewerkschaft bund netzwerk bündnis initiative akademie universidad escuela facultad instituto centro
    fundación sindicato asociación federación red comité colectivo ministerio embajada movimiento colegio
    plataforma consejo universidade faculdade fundação sindicato associação rede coletivo movimento
    ministério embaixada escola università facoltà istituto fondazione sindacato associazione rete
    comitato ministero ambasciata scuola politecnico universiteit hogeschool stichting vereniging
    universitet universitetet høgskole högskola stiftelsen förening förbundet yliopisto säätiö liitto
    uniwersytet politechnika fundacja stowarzyszenie szkoła instytut akademia univerzita fakulta ústav
    nadace spolek akademie vysoká egyetem alapítvány egyesület üniversitesi üniversite fakültesi
    enstitüsü derneği vakfı sendikası birliği platformu университет институт академия факультет школа
    центр министерство посольство фонд союз ассоциация общество организация комитет движение университета
    института мгу ран університет інститут академія факультет центр міністерство фонд спілка асоціація
    товариство організація πανεπιστήμιο σχολή ινστιτούτο ίδρυμα σύλλογος ένωση πανεπιστημίου אוניברסיטת
    האוניברסיטה מכללת המכללה מכון עמותת ארגון בית המכון دانشگاه پوهنتون انستیتوت انستیتو مؤسسه موسسه
    وزارت سفارت بنیاد انجمن شبکه سازمان حزب کانون شورای مرکز دانشکده پوهنځی فدراسیون رسانه روزنامه جامعة
    كلية معهد وزارة سفارة مؤسسة جمعية اتحاد نقابة منظمة مركز شبكة حزب مجلس صحيفة الجامعة یونیورسٹی انجمن
    ادارہ تنظیم विश्वविद्यालय संस्थान संगठन महाविद्यालय विद्यालय मंच sisters brothers quakers jesuits
    dominicans franciscans veterans neighbours neighbors residents survivors حركة تيار رابطة هيئة لجنة
    تجمع ائتلاف جنبش نهاد بنیاد رابطه اتحادیه کمیته
""")
"""Words that name an organisation or a part of one."""

TOPICS = words_of("""
    study studies migration asylum language languages culture cultures literature literatures gender
    environmental environment policy policies genocide prevention social work public health immigrant
    immigrants immigration transitions affairs relations science sciences history philosophy sociology
    anthropology economics politics law laws education medicine engineering mathematics physics chemistry
    biology psychology psychiatry geography geology linguistics theology religion religious religions
    arts art music musicology film communication communications information technology technologies
    computing data management business administration finance accounting marketing planning urban rural
    regional national global world european african asian american eastern western northern southern
    central middle east near islamic christian jewish muslim catholic protestant orthodox buddhist hindu
    kurdish arab arabic persian afghan african-american latin modern contemporary medieval ancient
    comparative applied general medical clinical nursing surgery pediatrics paediatrics cardiology
    oncology neurology neuroscience epidemiology biostatistics ecology climate energy water food
    agriculture agricultural forestry marine ocean earth planetary space security conflict conflicts
    resolution reconciliation peacebuilding genocide holocaust memory violence war wars crime criminology
    criminal penal civil rights freedom freedoms liberty liberties equality equity inclusion diversity
    governance government governments state states international transnational humanitarian civic
    political cultural economic legal digital cyber media journalism translation interpretation writing
    creative performing visual design ethics theory practice research advocacy outreach engagement
    innovation strategy strategic special disability department departments division section unit
    programs programmes services service system systems emergency care mental primary secondary higher
    adult early childhood child children families family labor labour open letter petition statement
    appeal signatories signatory signed undersigned support supporters supporter recherche recherches
    études sciences lettres langues langue histoire droit droits économie santé politique politiques
    sociales humaines humains affaires étrangères civilisations culturelles éducation formation
    wissenschaft wissenschaften geschichte recht rechte wirtschaft gesundheit medizin bildung forschung
    kultur sprache sprachen politik frieden menschenrechte ciencias estudios derecho derechos humanos
    historia economía salud educación filosofía letras política políticas diritto diritti storia scienze
    studi lettere economia sanità исследований наук истории права прав человека мира
""")
"""What is studied or worked for: in a name it is a sign that it is none."""
