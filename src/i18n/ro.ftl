# Textele paginilor și ale erorilor de formular. Cele trei fișiere au aceiași identificatori și aceleași variabile.

## Cadrul paginii
skip-link = Sari la conținut
government = Guvernul Republicii Moldova
page-language = Limba paginii
brand-line = Pagini de plată pentru servicii publice
brand-home = pagina principală
main-nav = Principal
all-services = Toate serviciile
breadcrumb = Sunteți aici
steps = Pașii plății
step-details = Date
step-check = Verificare
step-payment = Plată
step-done = făcut
error-prefix = Eroare:
help-title = Asistență pentru plătitori
help-phone = Telefon
help-email = E-mail
how-title = Cum se plătește
how-text = Plata se face la MPay: cu cardul, prin MIA Plăți Instant, la terminal sau la bancă.
theme-title = Aspectul paginii
theme-system = Ca pe dispozitiv
theme-light = Luminos
theme-dark = Întunecat
theme-chosen = ales
rights = Toate drepturile rezervate.
date = { $day } { $month ->
    [1] ianuarie
    [2] februarie
    [3] martie
    [4] aprilie
    [5] mai
    [6] iunie
    [7] iulie
    [8] august
    [9] septembrie
    [10] octombrie
    [11] noiembrie
   *[12] decembrie
} { $year }
date-time = { $date }, ora { $time }

## Pagina serviciului
responsible-title = Sunteți responsabil de datele introduse
responsible-text = Verificați datele înainte de a continua. Suma plătită cu date greșite se restituie numai la cerere, de către beneficiar.
required-note = Câmpurile marcate cu * sunt obligatorii.
leave-empty = Lăsați câmpul gol
errors-title = Verificați câmpurile de mai jos
payer-title = Plătitor
payer-kind = Tipul plătitorului
payer-person = Persoană fizică
payer-person-hint = se identifică prin IDNP
payer-organization = Persoană juridică
payer-organization-hint = se identifică prin IDNO
payer-id = IDNP / IDNO plătitor
payer-id-person = IDNP plătitor
payer-id-organization = IDNO plătitor
payer-name = Nume și prenume sau denumirea plătitorului
payer-name-person = Nume și prenume
payer-name-organization = Denumirea plătitorului
payer-name-hint = Așa cum este scris în actul de identitate sau în registru
choose-from-list = Alegeți din listă
find-label = Scrieți o parte din denumire
find-found = Găsite: { $count }. Alegeți una:
find-first = Sunt afișate primele { $shown } din { $count }. Alegeți una sau scrieți mai mult din denumire.
find-nothing = Nu am găsit nimic pentru „{ $typed }”. Scrieți doar începutul unui cuvânt din denumire.
yes = Da
no = Nu
hint-date = zz.ll.aaaa
hint-month = ll.aaaa
hint-code = 13 cifre, fără spații
payer-without-code = Dacă nu aveți un asemenea cod, adresați-vă instituției: contactele ei sunt la sfârșitul paginii
hint-phone = De exemplu 69 123 456; din altă țară, cu + și codul țării
hint-iban = 24 de caractere, începe cu MD
hint-range = De la { $min } la { $max }
hint-length = { $max ->
    [one] Cel mult { $max } caracter
    [few] Cel mult { $max } caractere
   *[other] Cel mult { $max } de caractere
}
basket-hint = Lăsați 0 la cele de care nu aveți nevoie.
basket-item = Denumire
basket-price = Preț
basket-quantity = Cantitate
basket-max = cel mult { $max }
price-until = până la { $last }
price-between = { $first } – { $last }
price-from = de la { $first }
price-by-order = Se aplică prețul din ziua în care faceți comanda.
price-by-answer = Se aplică prețul valabil la data din câmpul „{ $label }”.
price-by-answers = Prețul depinde de datele pe care le indicați.
continue = Continuă
continue-note = La pasul următor verificați datele. Plata nu pornește încă.
receiver-title = Cine primește banii
receiver = Beneficiar
receiver-iban = IBAN
receiver-by-answers = Unul dintre acestea, după răspunsurile dumneavoastră:
receiver-in-review = Depinde de răspunsurile dumneavoastră; îl vedeți la verificare, înainte de plată.
receiver-by-lines = Beneficiarul fiecărei sume este indicat lângă ea.
receiver-bank = Banca
receiver-through = Prin
bank-treasury = Trezoreria de Stat
bank-national = Banca Națională a Moldovei
price-title = Cât plătiți
price-fixed = Suma
price-at-mpay = Suma o introduceți la MPay, înainte de plată.
price-later = Totalul se arată la pasul următor, înainte de plată.
running-title = Din ce se compune suma
running-none = Suma se calculează din răspunsurile dumneavoastră.
running-so-far = Total până acum
running-more = Suma mai depinde de întrebări la care nu ați răspuns.
recalculate = Recalculează
when-note = Se cere numai pentru unele răspunsuri. Puteți lăsa necompletat: dacă este nevoie, vi se cere la pasul următor.
when-notice = Se aplică numai pentru unele răspunsuri.
at-mpay-title = Plata se face la MPay
at-mpay-text = Această pagină nu primește bani și nu cere datele cardului. Veți plăti la MPay, serviciul guvernamental de plăți electronice.
stop-title = Aici nu puteți achita
stop-back = Modificați răspunsurile
closed-title = Serviciul nu primește comenzi acum
kept-ordered-title = Comanda este făcută
kept-ordered-text = Din aceste răspunsuri s-a făcut o comandă, iar aici ele nu se mai păstrează. Deschideți comanda: acolo vedeți dacă este achitată și o puteți achita.
kept-gone-title = Răspunsurile nu se mai păstrează aici
kept-gone-text = Răspunsurile din care nu s-a făcut o comandă se păstrează două ore de la ultimul pas și se deschid numai în browserul în care au fost scrise. Dacă ați făcut o comandă, ea rămâne la adresa ei.
kept-fill = Completați formularul
kept-fill-again = Completați formularul din nou
trap-filled = A fost completat și un câmp ascuns, care trebuie să rămână gol; de obicei o face o extensie a browserului. Răspunsurile dumneavoastră sunt aici: verificați-le și continuați.
review-title = Verificați datele
review-changed-title = Suma sau condițiile s-au schimbat
review-changed-text = Între timp s-a schimbat tariful sau pagina serviciului. Verificați încă o dată.
confirm = Confirmă și treci la plată
confirm-again = Plătește încă o dată
confirm-note = Comanda se face acum. La pasul următor plătiți la MPay.
back-to-form = Înapoi la formular
paid-before-title = Se pare că plata este deja făcută
paid-before-here = Din acest browser ați plătit { $amount } pentru exact aceleași date: { $when }.
paid-before-link = Deschideți comanda plătită
paid-before-somewhere = O comandă cu aceleași date este deja plătită. Înainte de a plăti încă o dată, căutați dovada plății la MPay sau întrebați instituția.
paid-before-again = Dacă doriți într-adevăr să plătiți încă o dată, apăsați butonul de la sfârșitul paginii.
warned-title = Este corect?
warned-text = Dacă nu este corect, modificați răspunsul. Dacă este corect, continuați.
legal-title = Temeiul legal
legal-basis = Se achită în baza
legal-tariff = Tariful
privacy-title = Datele dumneavoastră
privacy-purpose = Scopul
privacy-basis = Temeiul
privacy-years = Datele se păstrează { $years ->
    [one] { $years } an
    [few] { $years } ani
   *[other] { $years } de ani
} după plată.
row-add = Adăugați încă unul
row-remove = Eliminați

## Pagina comenzii
order-unpaid-title = Achitați comanda
order-confirming-title = Plata este în curs de confirmare
order-paid-title = Plata a fost confirmată
order-part-paid-title = Comanda este plătită parțial
order-expired-title = Comanda a expirat
order-cancelled-title = Comanda a fost anulată
order-refunding-title = Banii urmează să fie restituiți
order-refunded-title = Banii au fost restituiți
tag-unpaid = Neachitat
tag-confirming = În curs de confirmare
tag-paid = Plătit
tag-part-paid = Plătit parțial
tag-expired = Expirată
tag-shut-out = Limită atinsă
tag-cancelled = Anulată
tag-refunding = De restituit
tag-refunded = Restituită
lines-title = Ce plătiți
lines-paid-title = Ce ați plătit
lines-expired-title = Ce era de plată
line-purpose = Destinație
line-account = Beneficiar / cont
line-amount = Sumă
amount-at-mpay = se introduce la MPay
total = Total
total-to-pay = Total de plată
total-paid = Total plătit
still-due = Rest de plată
pay = Achită prin MPay
pay-rest = Achită restul prin MPay
pay-again = Achită din nou prin MPay
pay-first-part = Puteți achita în rate. Prima rată este de cel puțin { $amount }.
pay-amount-at-mpay = Suma o introduceți la MPay. Comanda se achită printr-o singură plată.
pay-note = Veți trece la MPay. Acolo alegeți cum plătiți și vă întoarceți aici după plată.
order-number = Numărul comenzii
order-number-hint = Cu acest număr puteți plăti și mai târziu: introduceți-l la MPay sau la un terminal de plată, fără spații.
order-valid-until = Comanda este valabilă până la { $date }.
order-number-closed = Numărul acestei comenzi nu mai este primit la MPay sau la terminale.
order-keep = Păstrați numărul sau imprimați pagina, dacă plătiți mai târziu.
change = Modifică
other-answers = Alte date
confirming-title = Așteptăm confirmarea de la MPay
confirming-text = De obicei durează câteva secunde. Apăsați butonul ca să vedeți dacă a venit răspunsul. Puteți și închide pagina; plata nu se pierde.
confirming-live = Pagina se schimbă singură când vine răspunsul.
refresh = Actualizează starea
again-title = Nu ați plătit?
again-text = Dacă ați renunțat la plată sau banca a refuzat-o, puteți plăti aceeași comandă din nou. Nu plătiți a doua oară dacă banii au fost deja retrași.
returned-title = Plata nu a fost confirmată
returned-text = V-ați întors de la MPay ({ $when }), dar MPay nu a confirmat nicio plată.
returned-taken = Dacă banii au fost retrași, nu plătiți a doua oară: adresați-vă la asistență cu numărul comenzii.
returned-retry = Dacă ați renunțat sau banca a refuzat plata, achitați aceeași comandă din nou; nu trebuie să completați nimic.
receipt-title = Confirmarea plății
receipt-amount = Suma
receipt-when = Data
receipt-service = Serviciul
receipt-payment = Plata MPay nr.
receipt-invoice = Nota de plată nr.
receipt-payer = Plătitor
receipt-note = Dovada plății, semnată electronic, se descarcă din MPay.
payments-title = Plăți primite
paid-more = S-a plătit mai mult decât era de plată. Pentru restituire, adresați-vă beneficiarului.
next-title = Ce urmează
next-text = Beneficiarul vede plata fără să îi trimiteți ceva. Păstrați adresa acestei pagini: ea arată starea comenzii.
expired-title = Comanda nu mai poate fi plătită
expired-text = Termenul de plată a fost { $date }.
expired-unpaid = Nu s-a retras niciun ban.
expired-part-paid = O parte a fost plătită. Pentru restituire sau continuare, adresați-vă beneficiarului.
shut-out-title = Serviciul nu mai primește plăți
cancelled-text = Beneficiarul a anulat comanda. Nu o plătiți; dacă ați plătit-o deja, adresați-vă beneficiarului.
refunding-text = Beneficiarul a hotărât să restituie suma plătită, dar încă nu a confirmat restituirea. Când și cum primiți banii vă spune beneficiarul.
refunded-text = Beneficiarul a restituit suma plătită. Dacă nu ați primit banii, adresați-vă beneficiarului.
payment-to-pay-back = de restituit
payment-paid-back = restituit
new-order-text = Puteți face o comandă nouă cu aceleași date; le verificați înainte de plată.
new-order = Comandă nouă
payment-note = Descărcați nota de plată întocmită de MPay

## Linkuri personale
locked-title = Completat pentru dumneavoastră
locked-text = { $name } a completat unele răspunsuri. Cele marcate ca stabilite nu pot fi modificate aici; dacă vreunul este greșit, nu plătiți, adresați-vă beneficiarului.
locked-note = Stabilit de beneficiar; nu poate fi modificat.
link-unknown-title = Linkul nu este corect
link-unknown-text = A fost schimbat pe drum sau îi lipsește o parte. Nu s-au afișat date și nu s-a creat nicio comandă.
link-revoked-title = Linkul a fost retras
link-revoked-text = Beneficiarul l-a retras. Nu plătiți prin el.
link-expired-title = Linkul a expirat
link-expired-text = A putut fi folosit până la { $date } inclusiv.
link-used-title = Linkul a fost folosit
link-used-text = Prin el s-au creat deja atâtea comenzi câte permite.
link-outdated-title = Linkul nu se mai potrivește cu serviciul
link-outdated-text = Serviciul s-a schimbat de când a fost creat linkul și nu mai primește datele din el.
link-order-title = Prin acest link s-a creat deja o comandă
link-order-text = Linkul este pentru o singură plată. Deschideți comanda: acolo vedeți dacă este achitată, iar dacă nu este, o puteți achita sau modifica.
link-to-order = Deschide comanda
link-do-copy = Deschideți linkul exact așa cum l-ați primit, întreg, sau scanați codul QR.
link-do-ask = Cereți un link nou: { $name }.
link-do-fill = Dacă știți datele, completați dumneavoastră formularul:
order-replaced-text = Ați modificat răspunsurile, iar o altă comandă a luat locul acesteia. Nu o achitați pe aceasta. Linkul primit duce la comanda nouă.

## Afișe, scrisori și coduri
qr-label = Codul QR al adresei { $address }
qr-link-label = Cod QR: { $service }
poster-title = Afiș
poster-print = Tipăriți această pagină pe A4 sau A5 și puneți-o acolo unde se plătește. Codul și adresa deschid pagina serviciului.
poster-open = Se primesc comenzi din { $from } până la { $until } inclusiv.
poster-open-from = Se primesc comenzi din { $from }.
poster-open-until = Se primesc comenzi până la { $until } inclusiv.
poster-closed = Acum pagina nu primește comenzi. Cine deschide codul citește:
poster-download = Descărcați numai codul (SVG)
poster-scan = Scanați codul cu telefonul sau scrieți adresa:
poster-step-open = Deschideți pagina.
poster-step-fill = Completați datele și verificați suma.
poster-step-pay = Achitați la MPay: cu cardul, prin MIA Plăți Instant, la terminal sau la bancă.
letters-title = Scrisori
letter-scan = Scanați codul cu telefonul sau scrieți adresa:
letter-step-open = Deschideți pagina. Adresa ei începe cu { $host }.
letter-step-check = Ce știm este completat. Adăugați restul și verificați suma.
letter-until = Linkul poate fi folosit până la { $date } inclusiv.
letter-for-one = Este pentru o singură plată.
note-open = Fișa comenzii, de tipărit sau de păstrat
note-title = Fișa comenzii
note-print = Tipăriți această pagină pe A4 sau A5 ori salvați-o ca PDF. O puteți da celui care plătește pentru dumneavoastră. Pe ea nu sunt răspunsurile dumneavoastră și nici cine deschide codul sau adresa nu le vede: numele și IDNP apar acolo doar parțial.
note-back = Înapoi la comandă
note-qr-label = Codul QR care deschide comanda { $key }
note-until = Achitați până la
note-scan = Scanați codul cu telefonul sau scrieți adresa:
note-step-online = Online: deschideți comanda prin cod sau adresă și apăsați „Achită prin MPay”.
note-step-number = Pe mpay.gov.md, la terminal sau la bancă: indicați numărul comenzii, fără spații.
mail-open = Trimite prin e-mail
keep-note = Cine primește fișa sau e-mailul poate deschide această pagină și poate plăti; numele și IDNP le vede doar parțial. Răspunsurile dumneavoastră se văd numai în acest browser.
keep-note-mail = Cine primește e-mailul poate deschide această pagină; numele și IDNP le vede doar parțial. Răspunsurile dumneavoastră se văd numai în acest browser.
order-masked = Datele se văd în întregime numai în browserul în care a fost făcută comanda, cât timp acesta nu este închis.
order-masked-change = Ca să schimbați ceva, folosiți acel browser sau faceți o comandă nouă.
order-masked-anew = Puteți face o comandă nouă; datele trebuie introduse din nou.
mail-subject = Comanda { $key }: { $service }
mail-address = Pagina comenzii:

## Catalogul
catalogue-title = Servicii care se plătesc prin MPay
catalogue-intro = Alegeți instituția și serviciul. Completați datele, verificați comanda și plătiți la MPay.
catalogue-empty = Deocamdată nu este publicat niciun serviciu.
search-label = Căutați un serviciu
search = Caută
search-hint = Cuvinte din denumirea serviciului sau a instituției. Nu scrieți date personale.
search-found = { $count ->
    [one] { $count } serviciu găsit pentru „{ $typed }”
    [few] { $count } servicii găsite pentru „{ $typed }”
   *[other] { $count } de servicii găsite pentru „{ $typed }”
}
search-first = Sunt afișate primele { $shown }. Adăugați un cuvânt pentru a restrânge căutarea.
search-nothing = Nu am găsit niciun serviciu pentru „{ $typed }”
search-help-spelling = Verificați cum ați scris; literele cu sau fără semne (ș, ț, ă, â, î) sunt la fel.
search-help-fewer = Scrieți mai puține cuvinte sau doar începutul unui cuvânt.
search-help-institution = Căutați după numele instituției.
search-all = Arată toate serviciile
search-personal-title = Nu sunt necesare date personale
search-personal-text = Ați scris un număr sau o adresă care ar putea fi a unei persoane. Serviciile nu se caută după astfel de date, de aceea nu le-am căutat și nu le-am păstrat. Scrieți denumirea serviciului sau a instituției.
beneficiary-intro = Alegeți serviciul. Completați datele, verificați comanda și plătiți la MPay.

## Pagini de eroare
page-not-found-title = Pagina nu a fost găsită
page-not-found-text = Adresa este greșită sau serviciul a fost închis.
page-bad-request-title = Cererea nu a putut fi citită
page-bad-request-text = Browserul a trimis ceva ce această pagină nu înțelege.
page-too-large-title = Ați trimis prea multe date
page-too-large-text = Scurtați răspunsurile și trimiteți formularul din nou.
page-head-too-large-title = Adresa este prea lungă
page-head-too-large-text = Adresa deschisă sau datele păstrate de browser pentru acest site sunt prea lungi. Deschideți serviciul din lista tuturor serviciilor. Dacă nu ajută, ștergeți modulele cookie ale acestui site și încercați din nou.
page-unsupported-title = Datele au un format necunoscut
page-unsupported-text = Completați formularul pe pagina serviciului și trimiteți-l de acolo.
page-method-title = Această adresă nu se deschide astfel
page-method-text = Deschideți pagina serviciului din lista tuturor serviciilor.
page-too-many-title = Prea multe cereri
page-too-many-text = Așteptați un minut și încercați din nou.
page-forbidden-title = Cererea a fost refuzată
page-forbidden-text = Cererea a venit de pe altă pagină. Completați formularul pe pagina serviciului.
page-unavailable-title = Serviciul nu este disponibil acum
page-unavailable-text = Încercați din nou peste câteva minute. Nu s-a retras niciun ban de pe această pagină.
page-note-unavailable-title = Nota de plată a MPay nu poate fi descărcată acum
page-note-unavailable-text = MPay nu a răspuns la timp. Comanda dumneavoastră nu s-a schimbat: o puteți plăti și fără notă. Încercați din nou peste câteva minute.
page-internal-title = A apărut o eroare la noi
page-internal-text = Nu este vina dumneavoastră. Încercați din nou peste câteva minute.
what-to-do = Ce puteți face
do-check-address = Verificați adresa din scrisoare sau de pe afiș.
do-find-service = Căutați serviciul în lista tuturor serviciilor.
do-retry = Reveniți la pagina anterioară și încercați din nou.
do-ask = Dacă problema rămâne, adresați-vă la asistență și spuneți numărul de mai jos.
request-number = Numărul cererii

## Erori de formular
error-required = Răspundeți la această întrebare
error-choose = Alegeți o variantă
quoted-label = „{ $label }”
required-text = Completați { $label }
required-number = Completați { $label } cu un număr
required-whole = Completați { $label } cu un număr întreg
required-amount = Completați { $label } cu o sumă în lei
required-choice = Alegeți un răspuns la { $label }
required-choices = Alegeți cel puțin un răspuns la { $label }
required-date = Completați { $label } cu o dată, de exemplu 28.02.2026
required-month = Completați { $label } cu luna și anul, de exemplu 02.2026
required-year = Completați { $label } cu un an, de exemplu 2026
required-code = Completați { $label } ca în document
required-email = Completați { $label } cu o adresă de e-mail, de exemplu nume@exemplu.md
required-phone = Completați { $label } cu un număr de telefon, de exemplu 69 123 456
required-idnp = Completați { $label } cu un IDNP (13 cifre)
required-idno = Completați { $label } cu un IDNO (13 cifre)
required-idn = Completați { $label } cu un IDNP sau IDNO (13 cifre)
required-iban = Completați { $label } cu un IBAN (24 de caractere, începe cu MD)
required-payer-kind = Alegeți tipul plătitorului
required-payer-id = Introduceți IDNP sau IDNO al plătitorului (13 cifre)
required-payer-id-person = Introduceți IDNP al plătitorului (13 cifre)
required-payer-id-organization = Introduceți IDNO al plătitorului (13 cifre)
required-payer-name = Introduceți numele și prenumele sau denumirea plătitorului
required-payer-name-person = Introduceți numele și prenumele plătitorului
required-payer-name-organization = Introduceți denumirea plătitorului
error-unknown-option = Alegeți o variantă din listă
error-number = Introduceți un număr, de exemplu 12,5
error-whole = Introduceți un număr întreg
error-grouping = Verificați cifrele: miile nu sunt grupate câte trei. Scrieți numărul fără separatori, de exemplu 1250
error-two-ways = Ați vrut să scrieți { $thousands } sau { $decimals }? Scrieți fără punct sau virgulă înaintea a trei cifre
error-one-reading = Ați vrut să scrieți { $number }? Scrieți fără punct sau virgulă înaintea a trei cifre
error-several-numbers = Scrieți un singur număr: aici sunt mai multe, din celule sau rânduri diferite
error-other-unit = Introduceți numai numărul, în această unitate: { $unit }
error-decimals = { $decimals ->
    [one] Introduceți un număr cu cel mult { $decimals } zecimală
    [few] Introduceți un număr cu cel mult { $decimals } zecimale
   *[other] Introduceți un număr cu cel mult { $decimals } de zecimale
}
error-too-small = Introduceți un număr nu mai mic decât { $min }
error-too-large = Introduceți un număr nu mai mare decât { $max }
error-amount = Introduceți o sumă în lei, de exemplu 1250,50
error-other-currency = Introduceți suma în lei, nu în altă valută
error-amount-small = Introduceți o sumă de cel puțin { $min }
error-amount-large = Introduceți o sumă de cel mult { $max }
error-amount-decimals = Introduceți suma cu cel mult două cifre după virgulă, de exemplu 1250,50
error-too-short = { $min ->
    [one] Introduceți cel puțin { $min } caracter; ați introdus { $count }
    [few] Introduceți cel puțin { $min } caractere; ați introdus { $count }
   *[other] Introduceți cel puțin { $min } de caractere; ați introdus { $count }
}
error-too-long = { $max ->
    [one] Introduceți cel mult { $max } caracter; ați introdus { $count }
    [few] Introduceți cel mult { $max } caractere; ați introdus { $count }
   *[other] Introduceți cel mult { $max } de caractere; ați introdus { $count }
}
error-pattern = Introduceți răspunsul în forma cerută
error-characters = Folosiți numai litere, cifre și semne obișnuite
error-other-letters = Scrieți cu litere latine: unele litere de aici sunt din alt alfabet
error-card-number = Nu scrieți aici numărul cardului. Cardul se cere numai la MPay
error-date = Introduceți ziua, luna și anul, de exemplu 28.02.2026
error-date-exists = O asemenea zi nu există. Introduceți o dată care există, de exemplu 28.02.2026
error-time-exists = Ora de după dată nu există. Introduceți numai data, de exemplu 28.02.2026
error-year-digits = Scrieți anul cu patru cifre, de exemplu 2026
error-year-outside = Introduceți un an de la 1900 până la 2100
error-date-early = Introduceți o dată nu mai devreme de { $first }
error-date-late = Introduceți o dată nu mai târziu de { $last }
error-month = Introduceți luna și anul, de exemplu 02.2026
error-month-exists = Introduceți luna de la 01 la 12 și anul, de exemplu 02.2026
error-month-early = Introduceți o lună nu mai devreme de { $first }
error-month-late = Introduceți o lună nu mai târziu de { $last }
error-email = Introduceți o adresă de e-mail, de exemplu nume@exemplu.md
error-email-several = Scrieți o singură adresă de e-mail: aici sunt mai multe
error-email-space = Scrieți adresa de e-mail fără spații
error-email-comma = În adresa de e-mail este o virgulă: scrieți punct sau ștergeți-o
error-email-at = Din adresa de e-mail lipsește semnul @, de exemplu nume@exemplu.md
error-email-domain = Adresa de e-mail nu este completă: după @ urmează un nume cu punct, de exemplu exemplu.md
error-email-letters = În adresa de e-mail sunt amestecate litere din două alfabete: scrieți-o cu litere latine
error-name-letters = Scrieți numele cu litere
error-phone = Introduceți un număr de telefon din Moldova, de exemplu 69 123 456, sau unul din altă țară, cu + și codul țării
error-phone-moldova = După +373 urmează 8 cifre, prima de la 2 la 9, de exemplu +373 69 123 456
error-phone-several = Scrieți un singur număr, fără interior
error-phone-letters = Scrieți numărul de telefon cu cifre: conține litere
error-phone-national = Un număr din Moldova are 8 cifre sau 9 cu 0 în față; ați introdus { $count }. Pentru altă țară scrieți + și codul ei
error-phone-country = Numărul de cifre după +{ $code } trebuie să fie { $count }
error-phone-digits = După + urmează de la 7 până la 15 cifre; ați introdus { $count }
error-code-digits = Introduceți toate cele 13 cifre; ați introdus { $count }
error-code-signs = Scrieți numai cele 13 cifre, fără litere sau alte semne
error-code-shortened = Programul de calcul tabelar a prescurtat acest număr: scrieți toate cele 13 cifre
error-code-check-digit = O cifră este greșită sau două și-au schimbat locul: comparați-le cu actul
error-idnp = Introduceți un IDNP: 13 cifre, prima este 2 sau 0
error-idno = Introduceți un IDNO: 13 cifre, prima este 1
error-idn = Introduceți un IDNP (prima cifră este 2 sau 0) sau un IDNO (prima cifră este 1)
error-payer-idnp = Pentru o persoană fizică introduceți IDNP (13 cifre, prima este 2 sau 0)
error-payer-idno = Pentru o persoană juridică introduceți IDNO (13 cifre, prima este 1)
error-iban = IBAN incorect: verificați cifrele de control
error-iban-country = Introduceți un cont din Moldova: IBAN începe cu MD
error-iban-signs = Introduceți numai literele și cifrele din IBAN
error-iban-length = Un IBAN din Moldova are 24 de caractere; ați introdus { $count }
error-year = Introduceți un an, de exemplu 2026
error-year-early = Introduceți un an nu mai devreme de { $first }
error-year-late = Introduceți un an nu mai târziu de { $last }
error-code = Introduceți codul așa cum este scris în document
error-vin-length = Un VIN are 17 litere și cifre; ați introdus { $count }
error-vin-letters = Un VIN nu are niciodată literele I, O și Q: în locul lor scrieți 1 sau 0
error-plate-signs = Scrieți numai litere și cifre
error-plate-length = Introduceți numărul de înmatriculare: de la 2 la 10 litere și cifre
error-cadastral-signs = Scrieți numărul cadastral cu cifre și puncte, de exemplu 0100101.123.01
error-cadastral-parts = Un număr cadastral are de la 7 la 11 cifre, apoi grupuri de la 1 la 4 cifre după puncte, de exemplu 0100101.123.01
error-consent = Bifați căsuța pentru a continua
error-basket-empty = Alegeți cel puțin o poziție
error-basket-quantity = Introduceți un număr întreg de la 0 la { $max }

# A right form that is held back while programs flood its service.
hold-title = O clipă, vă rugăm
hold-text = Pentru acest serviciu se fac acum foarte multe comenzi, de aceea verificăm că formularul nu este trimis de un program. Răspunsurile dumneavoastră se păstrează, iar aici nu se plătește nimic.
hold-wait = { $seconds ->
    [one] Formularul se trimite singur îndată. Dacă nu se întâmplă nimic, așteptați o secundă și apăsați butonul.
    [few] Formularul se trimite singur îndată. Dacă nu se întâmplă nimic, așteptați { $seconds } secunde și apăsați butonul.
   *[other] Formularul se trimite singur îndată. Dacă nu se întâmplă nimic, așteptați { $seconds } de secunde și apăsați butonul.
}
hold-button = Trimite formularul
