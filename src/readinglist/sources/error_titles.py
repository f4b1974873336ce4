"""Titles of pages that say, with whatever status, that a page is not there or that something failed.

Only titles are read this way: a text may speak of missing pages for any reason, a title that
consists of nothing else has one. The phrases are those that servers, frameworks and content
systems put there in their languages.
"""

from __future__ import annotations

from readinglist.sources.title_parts import phrases, says

_CODE_WORD = (
    r"(?:http|https|error|errore|err|erreur|erro|fehler|fehlercode|fout|fel|feil|fejl|virhe|blad|błąd"
    r"|chyba|hiba"
    r"|eroare|hata|ошибка|помилка|грешка|σφάλμα|status|code|código|错误|錯誤|エラー|오류|خطأ|שגיאה"
    r"|lỗi|kesalahan|page"
    r"|seite|página|pagina|response)"
)
_CODE = (
    rf"(?:{_CODE_WORD}[ -]*)*404(?:[ -]*{_CODE_WORD})*(?: 1)?|(?:{_CODE_WORD}[ -]*)*410(?: gone|[ -]*error)"
)
_SORRY = r"(?:(?:oops|ooops|whoops|sorry|we're sorry|uh[ -]oh|ups|hoppla|ops|oups|but|hmm|lo siento) )*"

_THING = (
    r"(?:(?:the|this|that|your|our|a|requested|web|html|pdf|specified) )*"
    r"(?:page|webpage|file|document|paper|article|item|content|resource|object|url|link|record"
    r"|publication|entry|post"
    r"|directory|path|route|address|site|preprint|submission|folder|course|view|location)"
    r"(?: (?:that )?you(?:'re| are| were|'ve| have| tried| asked| requested)?(?: [a-z']+){0,4})?"
)
_IS_NOT = (
    r"(?:(?:was|is|were|could|can|has|have|been|has been|have been) )?not (?:be |been )?(?:found|located)"
    r"|(?:cannot|can not|can't|couldn't|could not|can not) be (?:found|located)|(?:wasn't"
    r"|isn't) (?:found|here|there)"
    r"|(?:does|did)(?:n't| not) exist|no longer (?:exists?|available|here|there)|not exist"
    r"|(?:has been|was|is) (?:removed|deleted)|(?:is|was|has gone) missing"
)
_WE_DID_NOT = (
    r"(?:we |i )?(?:cannot|can't|could not|couldn't|can not|did not|didn't) find (?:that|the|this"
    r"|your|what|a)\b"
    r"(?: [a-z']+){1,8}"
)
_ENGLISH = (
    rf"{_THING} (?:{_IS_NOT})(?: at .+| on (?:this )?server.*| error)?",
    rf"(?:error )?{_IS_NOT}(?: error)?",
    _WE_DID_NOT,
    r"(?:no such|missing|dead|broken|invalid|unknown) (?:page|file|document|article|record|paper|link"
    r"|url|address)",
    r"nothing (?:was )?found(?: here)?|page missing|gone",
)
_OTHERS = (
    # German, French, Spanish, Portuguese, Italian, Catalan, Romanian
    r"(?:die |diese |ihre )?(?:angeforderte |gesuchte |gewünschte )?"
    r"(?:seite|webseite|datei|adresse|ressource|objekt|dokument|inhalt)"
    r"(?: (?:wurde|konnte|existiert))? (?:leider )?nicht (?:gefunden|vorhanden"
    r"|verfügbar)?(?: werden)?(?: mehr)?",
    r"(?:leider )?nicht gefunden|(?:die |diese )?seite existiert nicht(?: mehr)?",
    r"(?:cette |la |le )?(?:page|fichier|document|article|contenu|ressource)(?: demandée?| recherchée?)?"
    r" (?:est |n'est )?(?:non trouvée?|pas trouvée?|introuvable|inexistante?|n'existe (?:pas"
    r"|plus)(?: ou plus)?)",
    r"(?:page |erreur )?non trouvée?|introuvable",
    r"(?:la |esta )?(?:página|archivo|documento|contenido|recurso)(?: solicitad[oa]| que buscas?)?"
    r" no (?:ha sido |fue )?(?:encontrad[oa]|existe|se encuentra|se ha encontrado)",
    r"no encontrad[oa]|no se (?:ha )?(?:encontró|encontrado|encuentra|pudo encontrar) (?:la|el|esta"
    r"|este) \S+.*",
    r"(?:a |esta )?(?:página|arquivo|ficheiro|documento|conteúdo)(?: solicitad[oa])?"
    r" não (?:foi |pôde ser )?(?:encontrad[oa]|existe|localizad[oa])|não encontrad[oa]",
    r"(?:la |questa )?(?:pagina|file|documento|risorsa|contenuto)(?: richiest[ao]| cercat[ao])?"
    r" (?:non (?:è stat[ao] |è )?(?:trovat[ao]|esiste|disponibile)|inesistente)|non trovat[ao]",
    r"(?:la )?pàgina no (?:s'ha )?troba(?:da|t)|(?:la )?pàgina no existeix",
    r"pagina nu (?:a fost găsită|există|exista)|pagină negăsită",
    # Dutch, Swedish, Norwegian, Danish, Finnish, Estonian, Latvian, Lithuanian
    r"(?:de |deze )?(?:pagina|bestand|document) (?:is |kan )?niet (?:gevonden|worden gevonden)"
    r"|niet gevonden"
    r"|deze pagina bestaat niet(?: meer)?",
    r"(?:sidan|sida|filen|dokumentet) (?:hittades inte|kunde inte hittas|kan inte hittas"
    r"|finns (?:inte|ej)(?: längre)?"
    r"|saknas|ej funnen)|hittades inte",
    r"(?:siden|side|filen|dokumentet) (?:ble ikke funnet|finnes ikke|ikke funnet|blev ikke fundet"
    r"|findes ikke"
    r"|kunne ikke findes|kan ikke findes|ikke fundet|eksisterer ikke)|fant ikke siden|ikke funnet",
    r"(?:sivua|sivu|tiedostoa) ei (?:löydy|löytynyt|ole olemassa)|ei löytynyt",
    r"lehte(?:külge)? ei leitud|lapa nav atrasta|puslapis nerastas",
    # Polish, Czech, Slovak, Hungarian, Croatian, Serbian, Slovenian, Greek, Turkish
    r"(?:strona|strony|plik) nie (?:została |został )?(?:znalezion[aoey]|znaleziono|istnieje)"
    r"|nie znaleziono(?: strony| pliku)?|nie można znaleźć strony",
    r"(?:stránka|stránku|soubor) (?:nenalezena?|nebyla nalezena|neexistuje|nenájdená|sa nenašla"
    r"|se nepodařilo najít)"
    r"|nenalezeno",
    r"(?:az? )?(?:keresett )?oldal nem (?:található|létezik)|nem található",
    r"stranica (?:nije pronađena|ne postoji)|stran ni (?:bila )?najdena|страница није пронађена",
    r"(?:η )?σελίδα δεν (?:βρέθηκε|υπάρχει)|δεν βρέθηκε(?: η σελίδα)?",
    r"(?:aradığınız )?sayfa (?:bulunamadı|mevcut değil)|bulunamadı",
    # Russian, Ukrainian, Bulgarian
    r"(?:запрашиваемая |запрошенная )?(?:страница|документ|файл|ресурс|объект) не (?:найдена?|существует)"
    r"|не найден[оа]?|такой страницы (?:не существует|нет)|нет такой страницы",
    r"сторінк[уа] не (?:знайден[оа]|існує)|не знайдено",
    r"страницата не (?:е намерена|съществува)",
    # Chinese, Japanese, Korean
    r"(?:抱歉|对不起|對不起|很抱歉)? ?(?:您|你)?(?:所)?(?:访问|请求|要找|查找|訪問|請求)?的?(?:页面"
    r"|网页|文件|内容|頁面|網頁|檔案|資源)"
    r"(?:已)?(?:未找到|不存在|找不到|没有找到|沒有找到|丢失|丟失|已删除|被删除|无法找到|無法找到)(?:了)?",
    r"(?:找不到|未找到|没有找到|沒有找到|无法找到|無法找到)(?:该|該|此|您要的|相关|相關)?(?:页面|网页"
    r"|文件|内容|頁面|網頁|檔案)?",
    r"(?:お探しの|指定された|ご指定の|リクエストされた)?(?:ページ|ファイル|記事|コンテンツ)(?:が|は)"
    r"(?:見つかりません(?:でした)?|存在しません|みつかりません|削除されました)",
    r"見つかりません(?:でした)?",
    r"(?:요청하신 )?(?:페이지|파일|문서)(?:를|을) 찾을 수 없(?:습니다|음)"
    r"|존재하지 않는 페이지(?:입니다)?|찾을 수 없(?:습니다|음)",
    # Arabic, Hebrew, Persian, Hindi, Thai, Vietnamese, Indonesian
    r"(?:الصفحة|الملف) (?:غير موجودة?|غير متاحة)|لم يتم العثور على (?:الصفحة|الملف).*|غير موجود",
    r"(?:הדף|העמוד|הקובץ) (?:לא נמצא|אינו קיים|לא קיים)|לא נמצא",
    r"صفحه(?: مورد نظر)? (?:پیدا|یافت) نشد",
    r"(?:पृष्ठ|पेज) नहीं मिला",
    r"ไม่พบหน้า.*|ไม่พบเพจ.*",
    r"không tìm thấy(?: trang)?|trang (?:này )?không tồn tại",
    r"halaman (?:tidak (?:ditemukan|ada)|hilang)|tidak ditemukan",
)
_PHRASE = rf"(?:{'|'.join((*_ENGLISH, *_OTHERS))})"
_NOT_THERE = phrases(
    rf"{_SORRY}(?:(?:{_CODE}|{_CODE_WORD})[ -]*)?{_PHRASE}(?:[ -]*(?:{_CODE}))?", rf"{_SORRY}(?:{_CODE})"
)

_FAULT = phrases(
    r"(?:http |error )*50[0-4](?: error)?(?: - )?(?: ?(?:internal server error|bad gateway"
    r"|service unavailable"
    r"|service temporarily unavailable|gateway time-?out|server error))?",
    r"(?:internal )?server error(?: in .+)?|bad gateway|gateway time-?out"
    r"|service (?:is )?(?:temporarily )?unavailable",
    r"(?:error establishing a )?database (?:connection )?error|error establishing a database connection",
    r"(?:site |website |server |system |scheduled )*(?:is )?(?:currently )?(?:down for |under "
    r"|undergoing |in )?"
    r"(?:scheduled )?maintenance(?: mode| in progress)?",
    r"(?:site |website |page |service )(?:is )?(?:currently |temporarily )*unavailable"
    r"|temporarily unavailable",
    r"(?:application|runtime|system|script|fatal|unexpected|general|unknown) error"
    r"|(?:an )?error(?: page| has)? ?occurred",
    r"(?:oops )?(?:something|an error) (?:went wrong|occurred|has occurred)|error|error page|oops"
    r"|technical difficulties"
    r"|whoops looks like something went wrong|be right back|we'll be (?:right )?back(?: soon)?",
    r"wartungsarbeiten|wartung|interner serverfehler|ein fehler ist aufgetreten|fehler|en maintenance"
    r"|site en maintenance"
    r"|en mantenimiento|em manutenção|in manutenzione|onderhoud|技术维护|系统维护|メンテナンス中"
    r"|технические работы",
)
_REFUSAL = phrases(
    r"(?:http |error )*403(?: - )?(?: ?(?:forbidden|access (?:is )?denied|error))*(?: error)?",
    r"(?:access |permission )?forbidden|(?:access|permission|request)(?: is| was"
    r"| has been)? (?:denied|rejected|blocked"
    r"|forbidden|restricted)",
    r"zugriff (?:verweigert|nicht erlaubt)|accès (?:refusé|interdit)|acceso (?:denegado|prohibido)"
    r"|acesso (?:negado"
    r"|proibido)|accesso negato|toegang geweigerd|åtkomst nekad|доступ (?:запрещен|запрещён"
    r"|ограничен)|odmowa dostępu"
    r"|拒绝访问|访问被拒绝|禁止访问|存取被拒|アクセスが拒否されました|액세스가 거부되었습니다",
)


def says_not_there(title: str) -> bool:
    """Whether a title says that there is no such page."""
    return says(_NOT_THERE, title)


def says_fault(title: str) -> bool:
    """Whether a title says that something failed, and not what."""
    return says(_FAULT, title)


def says_refused(title: str) -> bool:
    """Whether a title says that the page is kept from whoever asks."""
    return says(_REFUSAL, title)
