"""Words that stand at the head of a column, in many languages, folded; the first that fits decides."""


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.split(","))


HEADERS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    (
        "email",
        _words(
            "e-mail,email,mail,courriel,correo,e-posta,eposta,mailadresse,почта,ایمیل,البريد,邮箱,メール,"
            "이메일"
        ),
        _words(
            "email,e-mail,e mail,courriel,mail address,email address,correo electronico,mailadresse,"
            "adresse mail,электронная почта,електронна пошта,البريد الإلكتروني,البريد الالكتروني,"
            "ایمیل,emailadresse,e-mailadres,epost,indirizzo email,endereco de email"
        ),
    ),
    (
        "consent",
        _words(
            "consent,agree,agrees,public,publish,anonymous,einwilligung,consentement,gdpr,permission,"
            "visible,согласие"
        ),
        _words(
            "consent,i agree,agree to,publish my,display my,may we,permission,accord,consentement,"
            "einwilligung,zustimmung,consentimiento,acepto,consenso,согласие,согласен,show my name,"
            "name public,opt in,optin,veroffentlichen,autorizo"
        ),
    ),
    (
        "date",
        _words(
            "date,datum,fecha,data,timestamp,time,created,created at,submitted,signed on,signed at,"
            "дата,تاریخ,تاريخ,日期,tarih"
        ),
        _words(
            "timestamp,date of,date signed,signed on,signed at,created at,created on,submitted on,"
            "horodatage,zeitstempel"
        ),
    ),
    (
        "given",
        _words(
            "first name,firstname,given name,given names,forename,forenames,prenom,prenoms,vorname,"
            "vornamen,nombres,first,nome proprio,imie,jmeno,voornaam,fornavn,fornamn,etunimi,"
            "keresztnev,prenume,имя,имя отчество,ім'я,ad,adi,given,الاسم الأول,الاسم الاول,名,"
            "nombre de pila"
        ),
        _words("first name,given name,given names,prenom,vorname,forename,christian name,first names"),
    ),
    (
        "family",
        _words(
            "last name,lastname,surname,surnames,family name,nom de famille,nachname,familienname,"
            "apellido,apellidos,cognome,sobrenome,apelido,nazwisko,prijmeni,achternaam,etternavn,"
            "efternamn,efternavn,sukunimi,vezeteknev,фамилия,прізвище,soyad,soyadi,family,last,"
            "اسم العائلة,نام خانوادگی,تخلص,姓,soyadı"
        ),
        _words(
            "last name,surname,family name,nom de famille,nachname,familienname,apellidos,"
            "second name"
        ),
    ),
    (
        "latin",
        _words(
            "latin name,name in latin,name in english,english name,transliteration,romanized name,"
            "romanised name"
        ),
        _words("in latin,in english,latin letters,latin script,transliteration,transliterated"),
    ),
    (
        "post_nominals",
        _words("post-nominals,postnominals,suffix,credentials,degrees,degree,qualifications,titel nach"),
        _words("post-nominal,post-nominals,credentials,letters after,name suffix"),
    ),
    (
        "affiliation",
        _words(
            "affiliation,affiliations,organisation,organization,institution,institute,university,"
            "company,employer,org,workplace,organisme,etablissement,institut,universite,einrichtung,"
            "universitat,hochschule,firma,arbeitgeber,institucion,organizacion,universidad,"
            "afiliacion,istituzione,ente,universita,organizzazione,instituicao,instituicao/afiliacao,"
            "instytucja,instituce,instelling,organisatie,institusjon,организация,учреждение,"
            "место работы,організація,установа,kurum,universite,مؤسسه,سازمان,دانشگاه,المؤسسة,الجامعة,"
            "الجهة,单位,机构,所属,소속,שיוך,ארגון,φορεας,department,faculty"
        ),
        _words(
            "affiliation,organisation,organization,institution,university,company,employer,"
            "institution name,universite,organisme,место работы,institucion,department,school,"
            "affiliazione,ecole,laboratoire"
        ),
    ),
    (
        "position",
        _words(
            "position,positions,role,job,job title,occupation,profession,function,rank,designation,"
            "fonction,poste,metier,qualite,beruf,funktion,tatigkeit,stellung,cargo,puesto,ocupacion,"
            "profesion,ruolo,professione,qualifica,carica,profissao,funcao,stanowisko,zawod,pozice,"
            "povolani,functie,beroep,stilling,yrke,titel/funktion,должность,профессия,посада,"
            "професія,gorev,unvan/gorev,meslek,سمت,شغل,وظیفه,المنصب,الوظيفة,المهنة,职务,职业,職業,肩書き,직위,直,"
            "תפקיד,ιδιοτητα,description,bio,title and affiliation,title/affiliation,title position"
        ),
        _words(
            "job title,position,occupation,profession,role,fonction,beruf,funktion,cargo,должность,"
            "professione,qualifica,title and,what do you do"
        ),
    ),
    (
        "honorific",
        _words(
            "title,titles,honorific,salutation,prefix,academic title,titre,civilite,titel,anrede,"
            "akademischer titel,titulo,tratamiento,titolo,tratamento,tytul,titul,aanhef,звание,титул,"
            "обращение,unvan,عنوان,اللقب,لقب,称谓,称呼,敬称,호칭,תואר"
        ),
        _words("honorific,salutation,academic title,name prefix,anrede,civilite"),
    ),
    (
        "country",
        _words(
            "country,countries,pays,land,pais,paese,kraj,zeme,страна,країна,ulke,ülke,کشور,البلد,"
            "الدولة,国家,国,국가,nation,מדינה,χωρα"
        ),
        _words("country,pays,land des,pais"),
    ),
    (
        "place",
        _words(
            "city,town,place,location,state,region,ville,lieu,stadt,ort,wohnort,ciudad,lugar,citta,"
            "luogo,cidade,miasto,mesto,obec,stad,plaats,by,город,місто,sehir,شهر,المدينة,城市,地区,도시,"
            "residence,address,adresse,adres,direccion,עיר,πολη,province,county,zip,postcode,"
            "postal code,plz,city state,city country,city/country"
        ),
        _words("city,location,ville,wohnort,ciudad,where do you live,based in,place of residence"),
    ),
    (
        "comment",
        _words(
            "comment,comments,message,remarks,notes,note,reason,statement,commentaire,commentaires,"
            "message,kommentar,bemerkung,anmerkung,comentario,comentarios,commento,kommentarer,"
            "комментарий,коментар,yorum,نظر,تعليق,备注,留言,why i signed,why are you signing,url,website,"
            "link,phone,telephone,telefon,tel"
        ),
        _words(
            "comment,comments,why i,why are you,remarks,commentaire,kommentar,comentario,phone,"
            "website"
        ),
    ),
    (
        "number",
        _words(
            "no,nr,num,number,numero,nummer,id,n,no.,lfd nr,lfd. nr,№,номер,ردیف,شماره,الرقم,م,编号,序号,"
            "번호,sira,s no,sl no,sr no"
        ),
        _words("serial number,lfd nr,entry id,response id,submission id"),
    ),
    (
        "name",
        _words(
            "name,names,full name,fullname,your name,signatory,signatories,signature,signed,"
            "signed by,cosigner,cosigners,signer,nom,nom et prenom,nom prenom,noms,signataire,"
            "signataires,namen,vollstandiger name,unterzeichner,nombre,nombre completo,"
            "nombre y apellidos,firmante,firmantes,nome,nome completo,nome e cognome,firmatario,"
            "imie i nazwisko,jmeno a prijmeni,naam,navn,namn,nimi,nev,фио,ф.и.о,ф и о,имя и фамилия,"
            "піб,имя фамилия,ad soyad,adi soyadi,isim,نام,نام و نام خانوادگی,اسم,الاسم,الاسم الكامل,"
            "姓名,名字,氏名,お名前,이름,성명,שם,שם מלא,ονομα,ονοματεπωνυμο,नाम,نام مکمل,adı soyadı,person,author,"
            "participant"
        ),
        _words(
            "full name,your name,name and,nom et,nombre y,signatory,name of signatory,name as,"
            "complete name"
        ),
    ),
)
"""Kind, headers that are exactly so, and words that are enough inside a longer one."""
