"""Short names of countries, regions and big cities, beside the names of countries that CLDR knows."""


def _lines(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.replace("\n", ",").split(",") if name.strip())


SHORT_FORMS = _lines("""
    Norge, Noreg, Danmark, Suomi, Tyskland, Frankrig, Storbritannia, Magyarország, Németország, România, Germania
    България, Германия, Србија, Srbija, Hrvatska, Slovenija, Bosna i Hercegovina, Crna Gora, Deutschland
    Österreich, Indonesia, Jerman, Belanda, Lietuva, Latvija, Eesti, Shqipëria, Kosova, Slovensko, Ísland
    USA, US, U.S., U.S.A., United States of America, America, UK, U.K., Great Britain
    Britain, England, Scotland, Wales, Northern Ireland, Republic of Ireland, UAE, KSA
    PRC, ROC, DRC, DR Congo, Czech Republic, Holland, Burma, Turkey, Türkiye, Macedonia
    Ivory Coast, Swaziland, Cape Verde, South Korea, North Korea, Korea
    Republic of Korea, Palestine, Taiwan, Hong Kong, Kosovo, Russian Federation
    Islamic Republic of Iran, Bosnia, Trinidad, The Gambia, The Netherlands, Vatican, BRD
    RFA, DE, États-Unis, Etats-Unis, Royaume-Uni, Angleterre, Écosse, Pays-Bas, EE. UU.
    EEUU, EE.UU., Estados Unidos, Reino Unido, Inglaterra, Escocia, Stati Uniti
    Regno Unito, Inghilterra, Scozia, EUA, Großbritannien, Schottland, США
    Великобритания, Англия, Шотландия, Сполучені Штати, Англія, ABD, İngiltere
    Birleşik Krallık, Czechia, ČR, Česko, Česká republika, Kurdistan, Catalonia
    Catalunya, Euskadi, Basque Country, País Vasco, Quebec, Québec, Tibet, بريطانيا
    انگلستان, امریکا, آمریکا, ایالات متحده, إنجلترا, أمريكا, الولايات المتحدة, انگلیس
    بریتانیا, ترکیه, ایران, افغانستان, هالند, جرمنی, المان, کانادا, 美国, 英国, 中国, 台湾, 香港
    日本, 韩国, 德国, 法国, 대한민국, 한국, 미국
""")

REGIONS = _lines("""
    Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware
    Florida, Hawaii, Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine
    Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana
    Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, North Carolina, North Dakota
    Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota
    Tennessee, Texas, Utah, Vermont, Virginia, West Virginia, Washington State, Wisconsin
    Wyoming, District of Columbia, Puerto Rico, NY, CA, MA, TX, DC, D.C., PA, IL, NJ, VA
    MD, FL, GA, MI, MN, NC, OH, OR, WA, WI, AZ, CO, CT, Ontario, British Columbia
    Alberta, Manitoba, Saskatchewan, Nova Scotia, New Brunswick, Newfoundland, Victoria
    Queensland, New South Wales, NSW, Tasmania, Western Australia, South Australia
    Bavaria, Bayern, Sachsen, Saxony, Hessen, Hesse, Nordrhein-Westfalen
    Baden-Württemberg, Brandenburg, Niedersachsen, Thüringen, Schleswig-Holstein
    Rheinland-Pfalz, Saarland, Andalucía, Galicia, Asturias, Navarra, Bretagne, Brittany
    Normandie, Provence, Occitanie, Toscana, Tuscany, Sicilia, Sicily, Lombardia
    Piemonte, Veneto, Tirol, Steiermark, Kärnten, Vorarlberg, Flanders, Vlaanderen
    Wallonie, Punjab, Sindh, Kerala, Tamil Nadu, Karnataka, Maharashtra, West Bengal
    Gujarat, Rajasthan, Uttar Pradesh, Bihar, Assam, Kashmir, Khyber Pakhtunkhwa
    Balochistan, Herat, Balkh, Bamyan, Nangarhar, Badakhshan, Jalisco, Bahia
    Minas Gerais, Cornwall, Devon, Kent, Sussex, Yorkshire, Lancashire, Essex, Surrey
    Oxfordshire, Cambridgeshire, Hampshire, Norfolk, Suffolk, Somerset, Dorset
""")

CITIES = _lines("""
    Aachen, Aberdeen, Abu Dhabi, Abuja, Accra, Addis Ababa, Adelaide, Aleppo, Algiers
    Alger, Almaty, Amman, Amsterdam, Ankara, Antwerp, Antwerpen, Asunción, Athens, Αθήνα
    Atlanta, Auckland, Augsburg, Austin, Baghdad, Baku, Baltimore, Bangalore, Bengaluru
    Bangkok, Barcelona, Basel, Bath, Beijing, Beirut, Beyrouth, Belfast, Belgrade
    Beograd, Bergen, Berkeley, Berlin, Bern, Berne, Bielefeld, Bilbao, Birmingham
    Bishkek, Bochum, Bogotá, Bologna, Bonn, Bordeaux, Boston, Brasília, Bratislava
    Bremen, Brighton, Brisbane, Bristol, Brno, Bruxelles, Brussels, Brussel, Bucharest
    București, Budapest, Buenos Aires, Cairo, Calgary, Cambridge, Canberra, Cape Town
    Caracas, Cardiff, Casablanca, Catania, Chennai, Chicago, Chisinau, Cleveland, Cologne
    Köln, Colombo, Copenhagen, København, Córdoba, Cork, Cotonou, Cracow, Kraków, Dakar
    Dallas, Damascus, Dar es Salaam, Darmstadt, Delhi, New Delhi, Denver, Detroit, Dhaka
    Doha, Dortmund, Dresden, Dubai, Dublin, Duisburg, Dundee, Durban, Durham, Dushanbe
    Düsseldorf, Edinburgh, Edmonton, Eindhoven, Erbil, Erfurt, Essen, Exeter, Florence
    Firenze, Frankfurt, Frankfurt am Main, Freiburg, Gaza, Gdańsk, Geneva, Genève, Genf
    Genoa, Genova, Ghent, Gent, Gießen, Glasgow, Gothenburg, Göteborg, Göttingen, Granada
    Graz, Grenoble, Groningen, Guadalajara, Guangzhou, Halifax, Halle, Hamburg, Hannover
    Hanover, Hanoi, Harare, Havana, La Habana, Heidelberg, Helsinki, Houston, Hyderabad
    Innsbruck, Islamabad, Istanbul, İstanbul, Izmir, İzmir, Jakarta, Jena, Jerusalem
    Johannesburg, Kabul, Kampala, Kandahar, Karachi, Karlsruhe, Kassel, Kathmandu
    Kharkiv, Khartoum, Kiel, Kigali, Kinshasa, Kolkata, Konstanz, Kuala Lumpur, Kyiv
    Kiev, Київ, Киев, Kyoto, La Paz, Lagos, Lahore, Lausanne, Leeds, Leicester, Leiden
    Leipzig, Leuven, Liège, Lille, Lima, Linz, Lisbon, Lisboa, Liverpool, Ljubljana
    London, Londres, Los Angeles, Lublin, Lucknow, Lund, Luxembourg, Lviv, Львів, Lyon
    Lyons, Maastricht, Madison, Madrid, Mainz, Málaga, Malmö, Managua, Manchester, Manila
    Mannheim, Marburg, Marrakech, Marseille, Mashhad, Melbourne, Mexico City
    Ciudad de México, CDMX, Miami, Milan, Milano, Milwaukee, Minneapolis, Minsk, Минск
    Montevideo, Montpellier, Montréal, Montreal, Moscow, Moskau, Moscou, Москва, Mumbai
    Munich, München, Münster, Muscat, Nairobi, Nantes, Naples, Napoli, New Orleans
    New York, New York City, NYC, Newcastle, Nice, Nicosia, Nijmegen, Norwich, Nottingham
    Nürnberg, Nuremberg, Oakland, Odesa, Одеса, Oldenburg, Osaka, Oslo, Ottawa, Oxford
    Padova, Palermo, Paris, Perth, Peshawar, Philadelphia, Phoenix, Pisa, Pittsburgh
    Portland, Porto, Potsdam, Poznań, Prague, Praha, Praga, Princeton, Pristina
    Providence, Pune, Quito, Rabat, Ramallah, Reading, Regensburg, Rennes, Reykjavik
    Riga, Rio de Janeiro, Riyadh, Rome, Roma, Rotterdam, Saarbrücken, Sacramento
    Salamanca, Salzburg, San Diego, San Francisco, San José, San Salvador, Sana'a
    Santiago, Santiago de Chile, São Paulo, Sarajevo, Seattle, Seoul, 서울, Seville
    Sevilla, Shanghai, 上海, 北京, 东京, 東京, Sheffield, Singapore, Skopje, Sofia, София
    Southampton, Split, St Andrews, St. Andrews, St. Louis, St. Gallen, St. Petersburg
    Санкт-Петербург, Stanford, Stavanger, Stockholm, Strasbourg, Stuttgart, Sydney
    Taipei, Tallinn, Tampere, Tartu, Tashkent, Tbilisi, Tehran, Tel Aviv, The Hague
    Den Haag, Thessaloniki, Tirana, Tokyo, Toronto, Torino, Turin, Toulouse, Trento
    Trier, Trieste, Tripoli, Trondheim, Tübingen, Tucson, Tunis, Turku, Uppsala, Utrecht
    Valencia, Valladolid, Vancouver, Venice, Venezia, Vienna, Wien, Vienne, Vilnius
    Wrocław, Warsaw, Warszawa, Washington, Washington DC, Washington D.C., Wellington
    Winnipeg, Würzburg, Yerevan, York, Zagreb, Zaragoza, Zürich, Zurich, Nursultan
    Astana, Mazar-i-Sharif, کابل, تهران, هرات, قندهار, مشهد, اصفهان, شیراز, تبریز
    القاهرة, بيروت, دمشق, بغداد, عمان, القدس, غزة, تونس, الرباط, الجزائر, الخرطوم, صنعاء
    الرياض, دبي, الدوحة, باريس, لندن, پاریس, برلین, دهلی, پشاور, اسلام‌آباد, لاہور, کراچی
    दिल्ली, मुंबई, ירושלים, תל אביב, חיפה, Θεσσαλονίκη, Санкт-Петербург, Новосибирск
    Екатеринбург, Казань, Харків, Дніпро, Париж, Берлин, Лондон, Прага, Вильнюс, Рига
    Таллин, Тбилиси, Ереван, Алматы
""")
