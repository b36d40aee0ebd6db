# Тексты страниц и ошибок формы. В трёх файлах одни и те же идентификаторы и переменные.

## Рамка страницы
skip-link = Перейти к содержанию
government = Правительство Республики Молдова
page-language = Язык страницы
brand-line = Страницы оплаты государственных услуг
brand-home = главная страница
main-nav = Основная
all-services = Все услуги
breadcrumb = Вы здесь
steps = Шаги оплаты
step-details = Данные
step-check = Проверка
step-payment = Оплата
step-done = выполнено
error-prefix = Ошибка:
help-title = Помощь плательщикам
help-phone = Телефон
help-email = Эл. почта
how-title = Как оплатить
how-text = Оплата производится в MPay: картой, через MIA Plăți Instant, в терминале или в банке.
theme-title = Оформление страницы
theme-system = Как на устройстве
theme-light = Светлое
theme-dark = Тёмное
theme-chosen = выбрано
rights = Все права защищены.
date = { $day } { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
} { $year }
date-time = { $date }, { $time }

## Страница услуги
responsible-title = Вы отвечаете за введённые данные
responsible-text = Проверьте данные, прежде чем продолжить. Сумма, уплаченная с неверными данными, возвращается бенефициаром только по заявлению.
required-note = Поля, отмеченные знаком *, обязательны.
leave-empty = Оставьте поле пустым
errors-title = Проверьте поля, указанные ниже
payer-title = Плательщик
payer-kind = Тип плательщика
payer-person = Физическое лицо
payer-person-hint = указывает IDNP
payer-organization = Юридическое лицо
payer-organization-hint = указывает IDNO
payer-id = IDNP / IDNO плательщика
payer-id-person = IDNP плательщика
payer-id-organization = IDNO плательщика
payer-name = Фамилия и имя или название плательщика
payer-name-person = Фамилия и имя
payer-name-organization = Название плательщика
payer-name-hint = Как указано в удостоверении личности или в регистре
choose-from-list = Выберите из списка
yes = Да
no = Нет
hint-date = дд.мм.гггг
hint-month = мм.гггг
hint-code = 13 цифр без пробелов
hint-phone = 8 цифр без начального 0
hint-iban = 24 символа, начинается с MD
hint-range = От { $min } до { $max }
hint-length = { $max ->
    [one] Не более { $max } символа
    [few] Не более { $max } символов
    [many] Не более { $max } символов
   *[other] Не более { $max } символа
}
basket-hint = Оставьте 0 там, где вам ничего не нужно.
basket-item = Наименование
basket-price = Цена
basket-quantity = Количество
basket-max = не более { $max }
continue = Продолжить
continue-note = На следующем шаге вы проверите данные. Оплата ещё не начинается.
receiver-title = Кто получит деньги
receiver = Бенефициар
receiver-iban = IBAN
receiver-bank = Код банка
price-title = Сколько вы платите
price-fixed = Сумма
price-later = Итог показан на следующем шаге, до оплаты.
running-title = Из чего складывается сумма
running-none = Сумма рассчитывается по вашим ответам.
running-so-far = Итого на данный момент
running-more = Сумма зависит и от вопросов, на которые вы ещё не ответили.
recalculate = Пересчитать
when-note = Нужно только при некоторых ответах. Можно не заполнять: если потребуется, мы попросим об этом на следующем шаге.
when-notice = Относится только к некоторым ответам.
at-mpay-title = Оплата производится в MPay
at-mpay-text = Эта страница не принимает деньги и не запрашивает данные карты. Вы заплатите в MPay, правительственном сервисе электронных платежей.
stop-title = Здесь оплатить нельзя
stop-back = Изменить ответы
closed-title = Услуга сейчас не принимает заказы
review-title = Проверьте данные
review-changed-title = Сумма или условия изменились
review-changed-text = За это время изменился тариф или страница услуги. Проверьте ещё раз.
confirm = Подтвердить и перейти к оплате
confirm-again = Оплатить ещё раз
confirm-note = Заказ создаётся сейчас. На следующем шаге вы платите в MPay.
back-to-form = Назад к форме
paid-before-title = Похоже, вы уже заплатили
paid-before-here = Из этого браузера вы заплатили { $amount } с точно такими же данными: { $when }.
paid-before-link = Открыть оплаченный заказ
paid-before-somewhere = Заказ с точно такими же данными уже оплачен. Если его оплатили вы, подтверждение оплаты есть в MPay.
paid-before-again = Если вы действительно хотите заплатить ещё раз, нажмите кнопку в конце страницы.
warned-title = Всё верно?
warned-text = Если нет, измените ответ. Если да, продолжайте.
legal-title = Правовое основание
legal-basis = Оплачивается на основании
legal-tariff = Тариф
privacy-title = Ваши данные
privacy-purpose = Цель
privacy-basis = Основание
privacy-years = Данные хранятся { $years ->
    [one] { $years } год
    [few] { $years } года
   *[other] { $years } лет
} после оплаты.
row-add = Добавить ещё
row-remove = Удалить

## Страница заказа
order-unpaid-title = Оплатите заказ
order-confirming-title = Оплата подтверждается
order-paid-title = Оплата подтверждена
order-part-paid-title = Заказ оплачен частично
order-expired-title = Срок заказа истёк
order-cancelled-title = Заказ отменён
order-refunding-title = Деньги возвращаются
order-refunded-title = Деньги возвращены
tag-unpaid = Не оплачено
tag-confirming = Подтверждается
tag-paid = Оплачено
tag-part-paid = Оплачено частично
tag-expired = Срок истёк
tag-cancelled = Отменён
tag-refunding = Идёт возврат
tag-refunded = Возвращено
lines-title = Что вы оплачиваете
lines-paid-title = Что вы оплатили
lines-expired-title = Что нужно было оплатить
line-purpose = Назначение
line-account = Бенефициар / счёт
line-amount = Сумма
total = Итого
total-to-pay = Итого к оплате
total-paid = Всего оплачено
still-due = Осталось оплатить
pay = Оплатить через MPay
pay-rest = Оплатить остаток через MPay
pay-again = Оплатить снова через MPay
pay-first-part = Можно платить частями. Первая часть — не менее { $amount }.
pay-note = Вы перейдёте в MPay. Там вы выберете способ оплаты, а после оплаты вернётесь сюда.
order-number = Номер заказа
order-number-hint = По этому номеру можно оплатить и позже: введите его в MPay или в платёжном терминале, без пробелов.
order-valid-until = Заказ действителен до { $date }.
order-number-closed = Номер этого заказа больше не принимается в MPay и терминалах.
order-keep = Сохраните номер или распечатайте страницу, если платите позже.
change = Изменить
other-answers = Другие данные
confirming-title = Ждём подтверждения от MPay
confirming-text = Обычно это занимает несколько секунд. Страница обновляется сама каждые 5 секунд; её можно и закрыть, платёж не потеряется.
refresh = Обновить состояние
again-title = Вы не оплатили?
again-text = Если вы отказались от оплаты или банк её отклонил, вы можете оплатить этот же заказ снова. Не платите второй раз, если деньги уже списаны.
returned-title = Оплата не подтверждена
returned-text = Вы вернулись из MPay ({ $when }), но MPay не подтвердил никакого платежа.
returned-taken = Если деньги списаны, не платите второй раз: обратитесь в поддержку и назовите номер заказа.
returned-retry = Если вы отказались от оплаты или банк её отклонил, оплатите этот же заказ снова; ничего заполнять не нужно.
receipt-title = Подтверждение оплаты
receipt-amount = Сумма
receipt-when = Дата
receipt-service = Услуга
receipt-payment = Платёж MPay №
receipt-invoice = Счёт на оплату №
receipt-payer = Плательщик
receipt-note = Подтверждение оплаты с электронной подписью можно скачать в MPay.
payments-title = Полученные платежи
paid-more = Уплачено больше, чем требовалось. За возвратом обратитесь к бенефициару.
next-title = Что дальше
next-text = Бенефициар видит оплату, ничего отправлять не нужно. Сохраните адрес этой страницы: она показывает состояние заказа.
expired-title = Заказ больше нельзя оплатить
expired-text = Срок оплаты истёк { $date }.
expired-unpaid = Деньги не списаны.
expired-part-paid = Часть суммы уплачена. По вопросам возврата или продолжения обратитесь к бенефициару.
cancelled-text = Бенефициар отменил заказ. Не оплачивайте его; если вы уже заплатили, обратитесь к бенефициару.
refunding-text = Бенефициар решил вернуть уплаченную сумму. Деньги придут тем же путём, которым вы платили.
refunded-text = Бенефициар вернул уплаченную сумму. Если деньги не пришли, обратитесь к бенефициару.
new-order-text = Вы можете создать новый заказ с теми же данными и проверить их перед оплатой.
new-order = Новый заказ
payment-note = Скачать платёжную ноту MPay

## Каталог
catalogue-title = Услуги, которые оплачиваются через MPay
catalogue-intro = Выберите учреждение и услугу. Заполните данные, проверьте заказ и оплатите в MPay.
catalogue-empty = Пока не опубликовано ни одной услуги.
search-label = Найдите услугу
search = Найти
search-hint = Название услуги или учреждения либо IDNO.
search-found = { $count ->
    [one] Найдена { $count } услуга по запросу «{ $typed }»
    [few] Найдены { $count } услуги по запросу «{ $typed }»
   *[other] Найдено { $count } услуг по запросу «{ $typed }»
}
search-nothing = По запросу «{ $typed }» ничего не найдено.
search-help-spelling = Проверьте написание или ищите по одному слову.
search-help-institution = Ищите по названию учреждения.
search-help-idno = Ищите по IDNO учреждения: это 13 цифр в письме или счёте.
search-all = Показать все услуги
beneficiary-intro = Выберите услугу. Заполните данные, проверьте заказ и оплатите в MPay.

## Страницы ошибок
page-not-found-title = Страница не найдена
page-not-found-text = Адрес неверен или услуга закрыта.
page-bad-request-title = Запрос не удалось прочитать
page-bad-request-text = Браузер отправил то, чего эта страница не понимает.
page-too-large-title = Вы отправили слишком много данных
page-too-large-text = Сократите ответы и отправьте форму ещё раз.
page-unsupported-title = Неизвестный формат данных
page-unsupported-text = Заполните форму на странице услуги и отправьте её оттуда.
page-method-title = Этот адрес так не открывается
page-method-text = Откройте страницу услуги из списка всех услуг.
page-too-many-title = Слишком много запросов
page-too-many-text = Подождите минуту и попробуйте снова.
page-forbidden-title = Запрос отклонён
page-forbidden-text = Запрос пришёл с другой страницы. Заполните форму на странице услуги.
page-unavailable-title = Услуга сейчас недоступна
page-unavailable-text = Попробуйте снова через несколько минут. С этой страницы деньги не списываются.
page-note-unavailable-title = Сейчас платёжную ноту скачать нельзя
page-note-unavailable-text = MPay не ответил вовремя. Ваш заказ не изменился: его можно оплатить и без ноты. Попробуйте снова через несколько минут.
page-internal-title = У нас произошла ошибка
page-internal-text = Это не ваша вина. Попробуйте снова через несколько минут.
what-to-do = Что можно сделать
do-check-address = Проверьте адрес в письме или на плакате.
do-find-service = Найдите услугу в списке всех услуг.
do-retry = Вернитесь на предыдущую страницу и попробуйте снова.
do-ask = Если проблема не исчезнет, обратитесь за помощью и назовите номер ниже.
request-number = Номер запроса

## Ошибки формы
error-required = Обязательное поле
error-choose = Выберите вариант
error-unknown-option = Выберите вариант из списка
error-number = Введите число, например 12,5
error-whole = Введите целое число
error-decimals = { $decimals ->
    [one] Введите число, в котором не более { $decimals } знака после запятой
    [few] Введите число, в котором не более { $decimals } знаков после запятой
    [many] Введите число, в котором не более { $decimals } знаков после запятой
   *[other] Введите число, в котором не более { $decimals } знака после запятой
}
error-too-small = Введите число не меньше { $min }
error-too-large = Введите число не больше { $max }
error-amount = Введите сумму в леях, например 1250,50
error-too-short = { $min ->
    [one] Введите не менее { $min } символа
    [few] Введите не менее { $min } символов
    [many] Введите не менее { $min } символов
   *[other] Введите не менее { $min } символа
}
error-too-long = { $max ->
    [one] Введите не более { $max } символа
    [few] Введите не более { $max } символов
    [many] Введите не более { $max } символов
   *[other] Введите не более { $max } символа
}
error-pattern = Введите ответ в указанной форме
error-characters = Используйте только буквы, цифры и обычные знаки
error-card-number = Не вводите здесь номер карты. Карту запрашивает только MPay
error-date = Введите существующую дату, например 28.02.2026
error-date-early = Введите дату не раньше { $first }
error-date-late = Введите дату не позже { $last }
error-month = Введите месяц и год, например 02.2026
error-month-early = Введите месяц не раньше { $first }
error-month-late = Введите месяц не позже { $last }
error-email = Введите адрес эл. почты, например nume@exemplu.md
error-phone = Введите номер телефона Молдовы, например 69 123 456
error-idnp = Введите корректный IDNP (13 цифр)
error-idno = Введите корректный IDNO (13 цифр)
error-idn = Введите корректный IDNP или IDNO (13 цифр)
error-payer-idnp = Для физического лица введите IDNP (13 цифр, первая 2 или 0)
error-payer-idno = Для юридического лица введите IDNO (13 цифр, первая 1)
error-iban = Неверный IBAN: проверьте контрольные цифры
error-year = Введите год, например 2026
error-code = Введите код так, как он указан в документе
error-consent = Отметьте поле, чтобы продолжить
error-basket-empty = Выберите хотя бы одну позицию
error-basket-quantity = Введите целое число от 0 до { $max }
