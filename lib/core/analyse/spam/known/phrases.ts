/** What each kind of unwanted mail cannot help saying, in the languages it comes in. Words are lower case and without accents. */

export const themes = {
  accountThreat: `account has been suspended|account is suspended|account suspended|account has been limited|account will be closed|account will be suspended|account will be deactivated
    account will be terminated|account has been locked|account is locked|account locked|account on hold|account has been compromised|access has been limited|access will be restricted
    unusual sign in|unusual activity|suspicious activity|unauthorized transaction|unusual login|avoid suspension|avoid deactivation|avoid interruption|restore access|restore your account
    reactivate your account|verify your account|verify your identity|confirm your identity|confirm your account|validate your account|update your payment|update your billing|payment was declined
    payment has been declined|billing information|unable to process your payment|we were unable to validate|your subscription has expired|subscription will be cancelled|security alert|unusual signin|signin activity|sign in activity|sign in attempt|password will be|your account will|your account has
    konto wurde gesperrt|konto gesperrt|konto eingeschrankt|konto wird gesperrt|konto bestatigen|daten bestatigen|daten aktualisieren|ungewohnliche aktivitat|sicherheitsuberprufung|verifizieren sie
    compte a ete suspendu|compte sera suspendu|compte est suspendu|compte a ete bloque|compte bloque|confirmer votre identite|confirmer vos informations|mettre a jour vos informations
    activite inhabituelle|mise a jour de vos|cuenta ha sido suspendida|cuenta ha sido bloqueada|cuenta bloqueada|cuenta suspendida|verifique su cuenta|verificar su identidad|actividad inusual|actualice sus datos
    conta foi suspensa|conta foi bloqueada|conta bloqueada|confirme seus dados|atualize seus dados|atualizacao cadastral|acesso bloqueado|atualizacao de seguranca|evite o bloqueio|evite bloqueio|dispositivo nao autorizado|modulo de protecao|seu cartao|novo dispositivo|regularize|pendencia|conto e stato sospeso|conto sospeso|account e stato sospeso|confermare i tuoi dati
    aggiornare i dati|verifica il tuo account|rekening geblokkeerd|account is geblokkeerd|verifieer uw|bevestig uw gegevens|konto zostalo zablokowane|ucet byl pozastaven`,
  mailbox: `mailbox is full|mailbox is almost full|mailbox storage|mailbox quota|mailbox has exceeded|mail quota|email storage|email quota|storage limit|pending messages|undelivered messages|messages pending
    incoming messages|blocked messages|messages are on hold|password expires|password will expire|password expiration|password is set to expire|keep my password|keep same password|keep current password
    email account will|email deactivation|webmail upgrade|mailbox upgrade|release messages|release pending|re validate|server upgrade|your email address will be|it help desk|helpdesk team
    postfach ist voll|passwort lauft ab|boite mail|boite est pleine|buzon esta lleno|caixa de entrada cheia|casella di posta|cloud storage is full|storage is full|storage full|icloud storage|photos will be deleted`,
  parcel: `package could not be delivered|parcel could not be delivered|unable to deliver your|delivery attempt|failed delivery|your parcel|your package is|package is waiting|parcel is waiting|held at our|shipping fee
    delivery fee|customs fee|customs duty|redelivery|reschedule delivery|confirm your delivery|incomplete address|wrong address|paket konnte nicht|ihr paket|zustellung fehlgeschlagen|zollgebuhr|votre colis|frais de livraison
    frais de douane|livraison echouee|su paquete|gastos de envio|entrega fallida|sua encomenda|seu pacote|taxa de entrega|il tuo pacco|consegna fallita|spese di spedizione|uw pakket|zustellversuch`,
  renewalScam: `if you did not authorize|if you didn t authorize|did not make this|didn t make this|if you did not place|cancel this order|cancel this transaction|cancel the subscription|to cancel your subscription call|contact us immediately
    call us immediately|has been auto renewed|auto renewal|automatically renewed|has been renewed|will be debited|has been debited|will be charged|has been charged|amount will be|toll free|customer support number|helpline|geek squad
    your order has been placed|within 24 hours|antivirus protection|refund department|billing department|order has been activated|your plan has been renewed|overdue charge`,
  inheritance: `next of kin|late client|deceased client|beneficiary|inheritance|inherited fund|fund transfer|transfer of funds|million dollars|million united states dollars|million usd|million euros|million pounds|usd million|us dollars
    diplomat|consignment|atm card|atm visa card|compensation fund|unclaimed fund|unclaimed|dormant account|bank draft|central bank|barrister|attorney at law|royal family|minister of|business proposal|mutual benefit
    mutually beneficial|strictly confidential|utmost confidentiality|utmost secrecy|good day to you|dear beloved|beloved in christ|dear beneficiary|dear friend|god bless you|charity project|donation of|i am dying|cancer patient|widow
    foreign partner|investment partner|silent partner|i have a proposal|proposal for you|reply urgently|urgent response|contact me through|contact me via|for more details|private email|oil and gas|refugee|soldier
    united nations|western union|moneygram|humanitarian|erbschaft|gluckwunsch|heritage|donacion|herencia|doacao|heranca|eredita|donazione|begunstigter|geheim|dringende antwort`,
  extortion: `bitcoin wallet|btc wallet|bitcoin address|btc address|bitcoins|my wallet|i hacked|hacked your|i have access to your|access to your device|i recorded|recorded you|recorded a video|your webcam|your camera|adult sites|porn|masturbat
    masturbating|your contacts|your password is|trojan|malware on|remote control of|i know your password|send me the money|pay me|make the payment|after opening this|48 hours|50 hours|do not reply to this email|i am a hacker|your operating system
    ich habe sie|zugriff auf ihr|ihre kamera|j ai pirate|votre webcam|he hackeado|tu camara|hackeei|sua webcam|la tua webcam`,
  prize: `you have won|you ve won|you won|you have been selected|you ve been selected|you were selected|has been selected|you ve been chosen|you have been chosen|winner|winning number|lottery|lotto|jackpot|claim your|claim now|claim yours
    free gift|gift card|complimentary|voucher|reward is|your reward|rewards notice|reward points|points expire|points will expire|points before|exclusive reward|unclaimed reward|short survey|brief survey|take the survey|answer a few
    congratulations|sweepstakes|giveaway|mystery box|one lucky|free sample|while supplies last|at no cost|no cost to you|just pay shipping|pay only shipping|sie haben gewonnen|gewinner|gewinnspiel|gutschein sichern
    vous avez gagne|felicitations|has ganado|ganador|felicidades|voce ganhou|parabens|seus pontos|pontos expiram|pontos vao expirar|pontos acumulados|resgate|hai vinto|congratulazioni|u heeft gewonnen|gefeliciteerd`,
  miracle: `lose weight|weight loss|burn fat|belly fat|keto|blood sugar|diabetes|neuropathy|nerve pain|joint pain|knee pain|back pain|tinnitus|prostate|eyesight|vision loss|memory loss|dementia|alzheimer|brain fog|fungus|toenail
    gum disease|teeth|hearing loss|arthritis|cholesterol|blood pressure|artery|plaque|hair loss|wrinkles|anti aging|testosterone|big pharma|doctors hate|doctors are|doctors don t|this one trick|one simple|weird trick|simple trick
    strange trick|ritual|home remedy|ancient|harvard|stanford scientists|scientists discover|scientists reveal|breakthrough|7 second|30 seconds|30 second|seconds a day|before bed|before breakfast|do this tonight|watch the video|watch this
    hidden truth|the truth about|secret formula|superfood|supplement|miracle|melts|dissolves|flush|abnehmen|perdre du poids|bajar de peso|emagrecer|dimagrire|cbd`,
  adult: `viagra|cialis|levitra|erectile|erection|enlargement|enlarge your|penis|last longer|in bed|libido|rock hard|sexual|sexy|horny|hot girls|hot women|single women|russian women|ukrainian women|lonely|hookup|naked|nude|webcam girls
    adult dating|dating site|meet women|local women|fuck|porn|xxx|potenz|potenzmittel|sex kontakte|rencontre|femmes|canadian pharmacy|online pharmacy|no prescription|prescription drugs|cheap meds|tramadol|xanax|valium|hydrocodone|hgh`,
  gambling: `online casino|casino|free spins|free chips|welcome bonus|deposit bonus|no deposit|slot|slots|poker|roulette|blackjack|betting|sportsbook|freispiele|tours gratuits|giros gratis|rodadas gratis|giri gratis`,
  money: `earn money|make money|extra income|passive income|work from home|financial freedom|be your own boss|get rich|per week|per day from|risk free|money back|no risk|guaranteed|double your|investment opportunity|trading platform
    crypto trading|bitcoin trading|forex|stock alert|stock pick|penny stock|strong buy|price target|pre ipo|loan offer|personal loan|business loan|quick loan|bad credit|no credit check|credit score|debt relief|consolidate your|get out of debt
    reduce your debt|credit card debt|lower your monthly|refinance|mortgage rates|mortgage rate|low rates|timeshare|tax debt|irs debt|cash advance|funding for|pre approved|apply now|get funded|unsecured|kredit ohne|sofortkredit|pret entre
    prestamo|emprestimo|prestito|geld verdienen|gagner de l argent|ganar dinero|ganhar dinheiro|guadagnare|online verdienen`,
  offers: `auto warranty|car warranty|vehicle protection|extended warranty|home warranty|auto protection|auto insurance|car insurance|life insurance|final expense|burial insurance|medicare|health plan|health insurance|home plan
    gutter|solar panels|roofing|bath remodel|bathroom remodel|walk in tub|walk in shower|window replacement|blinds|stair lift|hearing aid|hearing aids|flashlight|tactical|survival|emergency kit|generator|power bank|neck pillow|night light
    heated vest|heated socks|steak sampler|streaming|tv box|wifi booster|vpn|translator|drone|smart watch|mosquito|repellent|woodworking|shed plans|generic drugs|replica|replicas|rolex|watches|louis vuitton|designer bags|handbags
    diploma|degree|university degree|bulk email|email list|email lists|mailing list of|leads for sale|targeted list|email database|toner|cartridges|cable descrambler|cigarettes|herbal|satellite tv`,
  webOffers: `seo|search engine|first page of google|page of google|google ranking|rankings on google|rank higher|website design|web design|redesign|web development|app development|mobile app|backlinks|guest post|link building|digital marketing
    your website|lead generation|increase traffic|more traffic|organic traffic|we are a leading|leading manufacturer|manufacturer of|supplier of|our factory|competitive price|best price|product catalog|our products|quotation|purchase order
    looking forward to your reply|export|wholesale|made in china|sample order|fob|sourcing|your esteemed company|long term cooperation|long term collaboration|business cooperation`,
  urgency: `act now|act fast|urgent|urgently|immediately|final notice|final reminder|last chance|last warning|final warning|expires today|expire today|expires tomorrow|ends tonight|ends today|limited time|time is running out|before it s too late
    don t miss|hurry|within 24 hours|within 48 hours|24 hours|immediate action|action required|action needed|attention required|important notice|as soon as possible|only today|today only|sofort|dringend|letzte mahnung|letzte warnung
    urgence|immediatement|derniere chance|dernier rappel|urgente|inmediatamente|ultima oportunidad|ultimo aviso|imediatamente|ultima chance|ultimo avviso|subito|dringende`,
  genericGreeting: `dear customer|dear valued|dear user|dear sir|dear madam|dear sir madam|dear email|dear account|dear member|dear client|dear friend|dear beneficiary|dear winner|dear webmail|dear subscriber|dear esteemed|hello dear|hello beautiful
    attention|greetings|good day|valued customer|kindly|sehr geehrter kunde|lieber kunde|cher client|chere cliente|cher utilisateur|estimado cliente|estimado usuario|prezado cliente|caro cliente|gentile cliente|geachte klant|dear candidate`,
  bulkTail: `if you no longer wish|to stop receiving|no longer wish to receive|unsubscribe here|click here to unsubscribe|to unsubscribe click|opt out|remove me|be removed|to be removed|remove from|removed from our|this is an advertisement|advertisement
    this email was sent to you by a third|if you wish to unsubscribe|do not wish to receive|future mailings|future emails write|end future|stop these emails|not spam|this is not spam|cannot be considered spam|s 1618|can spam`,
  service: `view in browser|view this email in your browser|view online|view it in your browser|view web version|web version|manage preferences|manage your preferences|email preferences|update your preferences|update preferences|privacy policy|terms of service
    terms and conditions|privacy notice|all rights reserved|you are receiving this email because|you re receiving this email because|you received this email because|add us to your address book|customer service|contact us|help center|order number|order summary
    order total|subtotal|billing address|shipping address|tracking number|account ending in|im browser|online ansehen|webversion|newsletter abbestellen|abmelden|impressum|datenschutz|datenschutzerklarung|handelsregister|geschaftsfuhrer|bestellnummer
    rechnungsnummer|kundennummer|voir dans le navigateur|version en ligne|se desabonner|politique de confidentialite|mentions legales|numero de commande|service client|ver en el navegador|darse de baja|politica de privacidad|numero de pedido
    ver no navegador|cancelar inscricao|numero do pedido|visualizza nel browser|disiscriviti|informativa sulla privacy|numero ordine|bekijk in browser|uitschrijven|privacybeleid|bestelnummer|afmelden`,
} as const;

export type Theme = keyof typeof themes;

/** Languages that put no spaces between words: found as substrings. */
export const unspaced: Readonly<Partial<Record<Theme, readonly string[]>>> = {
  accountThreat: [
    'アカウント停止',
    '本人確認',
    '異常なログイン',
    '不正利用',
    'ご利用制限',
    'カード情報',
    '支払い方法',
    'お支払い方法',
    '更新してください',
    '凍結',
    '制限',
    '账户',
    '帐户异常',
    '验证您的',
    '賬戶',
    '계정이 정지',
    '본인 확인',
  ],
  parcel: ['お届け', '再配達', '配送', '受け取り', '荷物', '包裹', '快递', '택배'],
  prize: ['ポイント', 'マイル', '当選', 'プレゼント', 'キャンペーン', '恭喜', '中奖', '优惠', '당첨'],
  money: ['発票', '发票', '代开', '贷款', '投资', '副業', '稼げ', '増税', '대출'],
  urgency: ['至急', '緊急', '重要なお知らせ', '24時間以内', '立即', '尽快', '긴급'],
  service: ['配信停止', 'お問い合わせ', '特定商取引', 'プライバシーポリシー', '退订', '수신거부', '개인정보'],
};
