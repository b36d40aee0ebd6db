# The texts of pages and of form errors. The three files have the same ids and variables.

## The frame of a page
skip-link = Skip to content
government = Government of the Republic of Moldova
page-language = Page language
brand-line = Payment pages for public services
brand-home = home page
main-nav = Main
all-services = All services
breadcrumb = You are here
steps = Payment steps
step-details = Details
step-check = Check
step-payment = Payment
step-done = done
error-prefix = Error:
help-title = Help for payers
help-phone = Phone
help-email = E-mail
how-title = How you pay
how-text = You pay at MPay: by card, MIA Instant Payments, at a terminal or at a bank.
theme-title = Page appearance
theme-system = As on the device
theme-light = Light
theme-dark = Dark
theme-chosen = chosen
rights = All rights reserved.
date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
date-time = { $date }, { $time }

## The page of a service
responsible-title = You are responsible for the data you enter
responsible-text = Check the data before you continue. An amount paid with wrong data is returned by the beneficiary only on request.
required-note = Fields marked with * are required.
leave-empty = Leave this field empty
errors-title = Check the fields below
payer-title = Payer
payer-kind = Payer type
payer-person = Individual
payer-person-hint = identified by IDNP
payer-organization = Legal entity
payer-organization-hint = identified by IDNO
payer-id = Payer IDNP / IDNO
payer-id-person = Payer IDNP
payer-id-organization = Payer IDNO
payer-name = Payer full name or company name
payer-name-person = Payer full name
payer-name-organization = Payer company name
payer-name-hint = As written in the identity document or in the register
choose-from-list = Choose from the list
find-label = Type part of the name
find-found = Found: { $count }. Choose one:
find-first = The first { $shown } of { $count } are shown. Choose one, or type more of the name.
find-nothing = Nothing was found for “{ $typed }”. Type only the beginning of a word of the name.
yes = Yes
no = No
hint-date = dd.mm.yyyy
hint-month = mm.yyyy
hint-code = 13 digits, no spaces
payer-without-code = Without such a code, contact the institution: its contacts are at the end of the page
hint-phone = For example 69 123 456; from another country, with + and its code
hint-iban = 24 characters, starts with MD
hint-range = From { $min } to { $max }
hint-length = { $max ->
    [one] At most { $max } character
   *[other] At most { $max } characters
}
basket-hint = Leave 0 for what you do not need.
basket-item = Name
basket-price = Price
basket-quantity = Quantity
basket-max = at most { $max }
price-until = until { $last }
price-between = { $first } – { $last }
price-from = from { $first }
price-by-order = The price of the day on which you make the order applies.
price-by-answer = The price in force on the date at “{ $label }” applies.
price-by-answers = The price depends on the dates that you enter.
continue = Continue
continue-note = In the next step you check the data. The payment does not start yet.
receiver-title = Who receives the money
receiver = Beneficiary
receiver-iban = IBAN
receiver-by-answers = One of these, depending on your answers:
receiver-in-review = Depends on your answers; you see it in the check, before you pay.
receiver-by-lines = The receiver of each amount stands beside it.
receiver-bank = Bank
receiver-through = Through
bank-treasury = State Treasury
bank-national = National Bank of Moldova
price-title = How much you pay
price-fixed = Amount
price-at-mpay = You enter the amount at MPay, before you pay.
price-later = The total is shown in the next step, before payment.
running-title = How the amount is made up
running-none = The amount is worked out from your answers.
running-so-far = Total so far
running-more = The amount also depends on questions that you have not answered yet.
recalculate = Recalculate
when-note = Asked for some answers only. You can leave it empty: if it is needed, the next step asks for it.
when-notice = Applies to some answers only.
at-mpay-title = You pay at MPay
at-mpay-text = This page takes no money and asks for no card data. You will pay at MPay, the government electronic payment service.

stop-title = You cannot pay here
stop-back = Change the answers
closed-title = The service does not take orders now
kept-ordered-title = The order was made
kept-ordered-text = An order was made of these answers, and they are kept here no longer. Open the order: there you see whether it is paid, and can pay it.
kept-gone-title = The answers are no longer kept here
kept-gone-text = Answers of which no order was made are kept for two hours after the last step, and open only in the browser in which they were typed. If you have made an order, it stays at its own address.
kept-fill = Fill in the form
kept-fill-again = Fill in the form again
trap-filled = A hidden field that must stay empty was filled in too; an add-on of the browser usually does that. Your answers are here: check them and continue.
review-title = Check your answers
review-changed-title = The amount or the terms have changed
review-changed-text = Meanwhile the tariff or the service's page has changed. Please check once more.
confirm = Confirm and go to payment
confirm-again = Pay once more
confirm-note = The order is made now. In the next step you pay at MPay.
back-to-form = Back to the form
paid-before-title = It looks as if this has been paid already
paid-before-here = From this browser you paid { $amount } with exactly the same answers: { $when }.
paid-before-link = Open the paid order
paid-before-somewhere = An order with the same answers has been paid. Before you pay again, look for the proof of payment at MPay or ask the institution.
paid-before-again = If you really want to pay once more, press the button at the end of the page.
warned-title = Is this right?
warned-text = If it is not, change the answer. If it is, go on.
legal-title = Legal basis
legal-basis = Paid under
legal-tariff = Tariff
privacy-title = Your data
privacy-purpose = Asked for
privacy-basis = Basis
privacy-years = The data are kept for { $years ->
    [one] { $years } year
   *[other] { $years } years
} after payment.
row-add = Add another
row-remove = Remove

## The page of an order
order-unpaid-title = Pay the order
order-confirming-title = The payment is being confirmed
order-paid-title = The payment is confirmed
order-part-paid-title = The order is partly paid
order-expired-title = The order has expired
order-cancelled-title = The order was cancelled
order-refunding-title = The money is to be paid back
order-refunded-title = The money was returned
tag-unpaid = Not paid
tag-confirming = Being confirmed
tag-paid = Paid
tag-part-paid = Partly paid
tag-expired = Expired
tag-shut-out = Limit reached
tag-cancelled = Cancelled
tag-refunding = To be paid back
tag-refunded = Returned
lines-title = What you pay for
lines-paid-title = What you paid for
lines-expired-title = What was to be paid
line-purpose = Purpose
line-account = Beneficiary / account
line-amount = Amount
amount-at-mpay = entered at MPay
total = Total
total-to-pay = Total to pay
total-paid = Total paid
still-due = Still to pay
pay = Pay with MPay
pay-rest = Pay the rest with MPay
pay-again = Pay again with MPay
pay-first-part = You can pay in parts. The first part is at least { $amount }.
pay-amount-at-mpay = You enter the amount at MPay. One payment settles the order.
pay-note = You will move to MPay. There you choose how to pay; after payment you come back here.
order-number = Order number
order-number-hint = You can also pay later with this number: type it at MPay or at a payment terminal, without spaces.
order-valid-until = The order is valid until { $date }.
order-number-closed = The number of this order is no longer accepted at MPay or at terminals.
order-keep = Keep the number or print the page if you pay later.
change = Change
other-answers = Other details
confirming-title = Waiting for confirmation from MPay
confirming-text = It usually takes a few seconds. Press the button to see whether the answer has come. You can also close the page; the payment will not be lost.
confirming-live = The page changes by itself once the answer is here.
refresh = Refresh the status
again-title = You did not pay?
again-text = If you gave up or the bank refused the payment, you can pay the same order again. Do not pay a second time if the money has already been taken.
returned-title = The payment was not confirmed
returned-text = You came back from MPay ({ $when }), but MPay has confirmed no payment.
returned-taken = If the money has been taken, do not pay a second time: ask for help and give the order number.
returned-retry = If you gave up or the bank refused the payment, pay the same order again; there is nothing to fill in.
receipt-title = Payment confirmation
receipt-amount = Amount
receipt-when = Date
receipt-service = Service
receipt-payment = MPay payment no.
receipt-invoice = Payment note no.
receipt-payer = Payer
receipt-note = The electronically signed proof of payment can be downloaded from MPay.
payments-title = Payments received
paid-more = More was paid than was owed. For a refund, contact the beneficiary.
next-title = What happens next
next-text = The beneficiary sees the payment; you do not need to send anything. Keep the address of this page: it shows the status of the order.
expired-title = The order can no longer be paid
expired-text = It had to be paid by { $date }.
expired-unpaid = No money was taken.
expired-part-paid = A part was paid. For a refund or to continue, contact the beneficiary.
shut-out-title = The service takes no more payments
cancelled-text = The beneficiary cancelled the order. Do not pay it; if you have paid already, ask the beneficiary.
refunding-text = The beneficiary decided to return what was paid, and has not confirmed yet that it was returned. When and how the money comes, the beneficiary can tell.
refunded-text = The beneficiary returned what was paid. If the money has not reached you, ask the beneficiary.
payment-to-pay-back = to be paid back
payment-paid-back = paid back
new-order-text = You can make a new order with the same data and check it before payment.
new-order = New order
payment-note = Download the payment note that MPay draws up

## Personal links
locked-title = Filled in for you
locked-text = { $name } filled in some answers. Those marked as set cannot be changed here; if one is wrong, do not pay, ask the beneficiary.
locked-note = Set by the beneficiary; it cannot be changed.
link-unknown-title = This link is not right
link-unknown-text = It was changed on its way, or a part of it is missing. No data was shown and nothing was ordered.
link-revoked-title = This link was withdrawn
link-revoked-text = The beneficiary withdrew it. Do not pay by it.
link-expired-title = This link has expired
link-expired-text = It could be used until { $date }, that day included.
link-used-title = This link has been used
link-used-text = As many orders as it allows were made by it already.
link-outdated-title = This link no longer fits the service
link-outdated-text = The service has changed since the link was made, and no longer takes the data that the link carries.
link-order-title = An order was already made by this link
link-order-text = The link is for one payment. Open the order: there you see whether it is paid, and can pay it or change it if it is not.
link-to-order = Open the order
link-do-copy = Open the link exactly as you received it, whole, or scan its QR code.
link-do-ask = Ask for a new link: { $name }.
link-do-fill = If you know the data, fill in the form yourself:
order-replaced-text = You changed the answers, and another order took the place of this one. Do not pay this one. The link that you received leads to the new order.

## Posters, letters and codes
qr-label = QR code of the address { $address }
qr-link-label = QR code: { $service }
poster-title = Poster
poster-print = Print this page on A4 or A5 and hang it where people pay. The code and the address open the page of the service.
poster-open = Orders are taken from { $from } until { $until }, both days included.
poster-open-from = Orders are taken from { $from }.
poster-open-until = Orders are taken until { $until }, that day included.
poster-closed = The page takes no orders now. Whoever opens the code reads:
poster-download = Download the code alone (SVG)
poster-scan = Scan the code with your phone, or type this address:
poster-step-open = Open the page.
poster-step-fill = Fill in the details and check the amount.
poster-step-pay = Pay at MPay: by card, MIA Plăți Instant, at a terminal or at a bank.
letters-title = Letters
letter-scan = Scan the code with your phone, or type this address:
letter-step-open = Open the page. Its address begins with { $host }.
letter-step-check = What we know is filled in. Add the rest and check the amount.
letter-until = It can be used until { $date } inclusive.
letter-for-one = It is for one payment.
note-open = Order sheet, to print or to keep
note-title = Order sheet
note-print = Print this page on A4 or A5, or save it as PDF. You can give it to whoever pays for you. None of your answers stand on it, and whoever opens the code or the address does not see them either: your name and IDNP are shown there in part only.
note-back = Back to the order
note-qr-label = QR code that opens order { $key }
note-until = Pay until
note-scan = Scan the code with your phone, or type this address:
note-step-online = Online: open the order by the code or the address and press “Pay with MPay”.
note-step-number = At mpay.gov.md, a payment terminal or a bank: give the order number, without spaces.
mail-open = Send by e-mail
keep-note = Whoever gets the sheet or the e-mail can open this page, pay, and see your name and IDNP in part. Your answers are shown in this browser only.
keep-note-mail = Whoever gets the e-mail can open this page and see your name and IDNP in part. Your answers are shown in this browser only.
order-masked = The data are shown in full only in the browser in which the order was made, until it is closed.
order-masked-change = To change something, use that browser or make a new order.
order-masked-anew = You can make a new order; its data have to be entered again.
mail-subject = Order { $key }: { $service }
mail-address = The order’s page:

## The catalogue
catalogue-title = Services paid with MPay
catalogue-intro = Choose the institution and the service. Fill in the data, check the order and pay at MPay.
catalogue-empty = No service has been published yet.
search-label = Find a service
search = Search
search-hint = Words from the name of the service or of the institution. Do not enter personal data.
search-found = { $count ->
    [one] { $count } service found for “{ $typed }”
   *[other] { $count } services found for “{ $typed }”
}
search-first = The first { $shown } are shown. Add a word to narrow the search.
search-nothing = Nothing was found for “{ $typed }”
search-help-spelling = Check the spelling; letters with and without marks (ș, ț, ă, â, î) are the same.
search-help-fewer = Type fewer words, or only the beginning of a word.
search-help-institution = Search for the name of the institution.
search-all = Show all services
search-personal-title = No personal data is needed
search-personal-text = You typed a number or an address that may belong to a person. Services are not found by such data, so we have neither looked for it nor kept it. Type the name of the service or of the institution.
beneficiary-intro = Choose the service. Fill in the data, check the order and pay at MPay.

## Error pages
page-not-found-title = Page not found
page-not-found-text = The address is wrong or the service has been closed.
page-bad-request-title = The request could not be read
page-bad-request-text = The browser sent something that this page does not understand.
page-too-large-title = You sent too much data
page-too-large-text = Shorten the answers and send the form again.
page-head-too-large-title = The address is too long
page-head-too-large-text = The address that was opened, or what the browser keeps for this site, is too long. Open the service from the list of all services. If that does not help, delete the cookies of this site and try again.
page-unsupported-title = Unknown data format
page-unsupported-text = Fill in the form on the page of the service and send it from there.
page-method-title = This address does not open this way
page-method-text = Open the page of the service from the list of all services.
page-too-many-title = Too many requests
page-too-many-text = Wait a minute and try again.
page-forbidden-title = The request was refused
page-forbidden-text = The request came from another page. Fill in the form on the page of the service.
page-unavailable-title = The service is not available now
page-unavailable-text = Try again in a few minutes. This page takes no money.
page-note-unavailable-title = MPay’s payment note cannot be downloaded now
page-note-unavailable-text = MPay did not answer in time. Your order has not changed: you can pay it without the note. Try again in a few minutes.
page-internal-title = Something went wrong on our side
page-internal-text = It is not your fault. Try again in a few minutes.
what-to-do = What you can do
do-check-address = Check the address in the letter or on the poster.
do-find-service = Look for the service in the list of all services.
do-retry = Go back to the previous page and try again.
do-ask = If the problem stays, ask for help and tell the number below.
request-number = Request number

## Form errors
error-required = Answer this question
error-choose = Choose an option
quoted-label = “{ $label }”
required-text = Fill in { $label }
required-number = Enter a number in { $label }
required-whole = Enter a whole number in { $label }
required-amount = Enter an amount in lei in { $label }
required-choice = Choose an answer for { $label }
required-choices = Choose at least one answer for { $label }
required-date = Enter a date in { $label }, for example 28.02.2026
required-month = Enter a month and year in { $label }, for example 02.2026
required-year = Enter a year in { $label }, for example 2026
required-code = Fill in { $label } as it is written in the document
required-email = Enter an e-mail address in { $label }, for example name@example.md
required-phone = Enter a phone number in { $label }, for example 69 123 456
required-idnp = Enter an IDNP (13 digits) in { $label }
required-idno = Enter an IDNO (13 digits) in { $label }
required-idn = Enter an IDNP or IDNO (13 digits) in { $label }
required-iban = Enter an IBAN (24 characters, starts with MD) in { $label }
required-payer-kind = Choose the payer type
required-payer-id = Enter the payer’s IDNP or IDNO (13 digits)
required-payer-id-person = Enter the payer’s IDNP (13 digits)
required-payer-id-organization = Enter the payer’s IDNO (13 digits)
required-payer-name = Enter the payer’s full name or company name
required-payer-name-person = Enter the payer’s full name
required-payer-name-organization = Enter the payer’s company name
error-unknown-option = Choose an option from the list
error-number = Enter a number, for example 12,5
error-whole = Enter a whole number
error-grouping = Check the digits: thousands are not in groups of three. Write the number without separators, for example 1250
error-two-ways = Did you mean { $thousands } or { $decimals }? Write it without a dot or comma before three digits
error-one-reading = Did you mean { $number }? Write it without a dot or comma before three digits
error-several-numbers = Write one number: several stand here, from different cells or lines
error-other-unit = Enter only the number, in this unit: { $unit }
error-decimals = { $decimals ->
    [one] Enter a number with at most { $decimals } decimal
   *[other] Enter a number with at most { $decimals } decimals
}
error-too-small = Enter a number not less than { $min }
error-too-large = Enter a number not greater than { $max }
error-amount = Enter an amount in lei, for example 1250,50
error-other-currency = Enter the amount in lei, without another currency
error-amount-small = Enter an amount of at least { $min }
error-amount-large = Enter an amount of at most { $max }
error-amount-decimals = Enter the amount with at most two digits after the comma, for example 1250,50
error-too-short = { $min ->
    [one] Enter at least { $min } character; you entered { $count }
   *[other] Enter at least { $min } characters; you entered { $count }
}
error-too-long = { $max ->
    [one] Enter at most { $max } character; you entered { $count }
   *[other] Enter at most { $max } characters; you entered { $count }
}
error-pattern = Enter the answer in the form asked for
error-characters = Use only letters, digits and ordinary signs
error-other-letters = Write this in Latin letters: some of these letters are of another alphabet
error-card-number = Do not write your card number here. Only MPay asks for the card
error-date = Enter the day, month and year, for example 28.02.2026
error-date-exists = There is no such day. Enter a date that exists, for example 28.02.2026
error-time-exists = The time behind the date does not exist. Enter the date alone, for example 28.02.2026
error-year-digits = Write the year with four digits, for example 2026
error-year-outside = Enter a year from 1900 to 2100
error-date-early = Enter a date not earlier than { $first }
error-date-late = Enter a date not later than { $last }
error-month = Enter a month and year, for example 02.2026
error-month-exists = Enter a month from 01 to 12 and the year, for example 02.2026
error-month-early = Enter a month not earlier than { $first }
error-month-late = Enter a month not later than { $last }
error-email = Enter an e-mail address, for example name@example.md
error-email-several = Write one e-mail address: several stand here
error-email-space = Write the e-mail address without spaces
error-email-comma = A comma stands in the e-mail address: write a dot, or leave it out
error-email-at = The sign @ is missing in the e-mail address, for example name@example.md
error-email-domain = The e-mail address is not complete: after @ comes a name with a dot, for example example.md
error-email-letters = Letters of two alphabets are mixed in the e-mail address: write it in Latin letters
error-name-letters = Write the name in letters
error-phone = Enter a phone number of Moldova, for example 69 123 456, or one from another country with + and its code
error-phone-moldova = After +373, a phone number has 8 digits and the first is from 2 to 9, for example +373 69 123 456
error-phone-several = Write one number, without an extension
error-phone-letters = Write the phone number in digits: letters stand in it
error-phone-national = A phone number of Moldova has 8 digits, or 9 with the 0 before them; you entered { $count }. Put + and the code before a number of another country
error-phone-country = After +{ $code }, a phone number has { $count } digits
error-phone-digits = After +, a phone number has 7 to 15 digits; you entered { $count }
error-code-digits = Enter all 13 digits; you entered { $count }
error-code-signs = Write only the 13 digits, without letters or other signs
error-code-shortened = A spreadsheet has shortened this number: write all 13 digits
error-code-check-digit = One of the digits is wrong, or two have changed places: compare them with the document
error-idnp = Enter an IDNP: 13 digits, the first is 2 or 0
error-idno = Enter an IDNO: 13 digits, the first is 1
error-idn = Enter an IDNP (the first digit is 2 or 0) or an IDNO (the first is 1)
error-payer-idnp = For an individual, enter the IDNP (13 digits, the first is 2 or 0)
error-payer-idno = For a legal entity, enter the IDNO (13 digits, the first is 1)
error-iban = Invalid IBAN: check the check digits
error-iban-country = Enter an account in Moldova: its IBAN starts with MD
error-iban-signs = Enter only the letters and digits of the IBAN
error-iban-length = An IBAN of Moldova has 24 characters; you entered { $count }
error-year = Enter a year, for example 2026
error-year-early = Enter a year not earlier than { $first }
error-year-late = Enter a year not later than { $last }
error-code = Enter the code as it is written in the document
error-vin-length = A VIN has 17 letters and digits; you entered { $count }
error-vin-letters = A VIN never has the letters I, O and Q: write 1 or 0 where these stand
error-plate-signs = Write only letters and digits
error-plate-length = Enter the number of the plate: from 2 to 10 letters and digits
error-cadastral-signs = Write the cadastral number with digits and dots, for example 0100101.123.01
error-cadastral-parts = A cadastral number has 7 to 11 digits, then groups of 1 to 4 digits after dots, for example 0100101.123.01
error-consent = Tick the box to continue
error-basket-empty = Choose at least one item
error-basket-quantity = Enter a whole number from 0 to { $max }

# A right form that is held back while programs flood its service.
hold-title = One moment, please
hold-text = Very many orders are being made for this service right now, so we check that this form is not sent by a program. Your answers are kept, and nothing is paid here.
hold-wait = { $seconds ->
    [one] The form is sent by itself in a moment. If nothing happens, wait { $seconds } second and press the button.
   *[other] The form is sent by itself in a moment. If nothing happens, wait { $seconds } seconds and press the button.
}
hold-button = Send the form
