/**
 * What our JSON is made of, so that a value of a few hundred bytes packs as if much like it had gone before.
 * What is stored can be read with this very text only: it is never changed. A better one is another version, beside it.
 */

/** What is most frequent stands last: nearer is cheaper. */
export const dictionary1 = Buffer.from(
  [
    ',"limits":[]',
    '{"name":"walker","version":"1","ok":true},{"name":"mailparser","version":"3.14.2","ok":true},{"name":"postal-mime","version":"4.0.0","ok":true}',
    ',"parts":[{"n":0,"origin":"message","seenBy":["walker","mailparser","postal-mime"],"names":[],"types":[],"size":',
    ',"status":"encrypted","status":"unopened","status":"truncated","origin":"archive","origin":"embedded","disposition":"inline","contentId":"',
    ',"names":["invoice.pdf"],"declaredType":"application/octet-stream","disposition":"attachment","types":[{"by":"name","type":"application/pdf","class":"document"},{"by":"magic","type":"application/zip","class":"archive"},',
    '{"by":"structure","type":"application/vnd.microsoft.portable-executable","class":"executable"},{"by":"name","type":"image/png","class":"image"},{"by":"magic","type":"image/jpeg","class":"image"}',
    '"status":"opened"},{"n":1,"parent":0,"origin":"mime","seenBy":["walker","mailparser","postal-mime"],"names":[],"declaredType":"text/plain","types":[{"by":"magic","type":"text/plain","class":"text"}],"size":',
    ',"declaredType":"text/html","types":[{"by":"magic","type":"text/html","class":"html"},{"by":"structure","type":"text/html","class":"html"}],"size":1,"sha256":"',
    '"examinations":[{"v":1,"id":"","examiner":"antivirus/clamav","version":"ClamAV 1.4.6/27800","outcome":"examined","examined":1,"findings":[],"truncated":false,"ms":1},',
    '"examiner":"antivirus/yara","version":"YARA-X 0.7.2/","outcome":"failed","examiner":"antivirus/documents","version":"1","outcome":"unavailable","examiner":"attachments","examiner":"authentication","examiner":"wire","examiner":"spam","version":"',
    '{"code":"CLAMAV_FOUND","layer":"antivirus","verdict":"infected","evidence":"","part":1},{"code":"","layer":"attachments","verdict":"suspicious"},{"code":"","layer":"wire","verdict":"unscannable","evidence":"',
    '{"code":"SPF_SOFTFAIL","layer":"authentication","verdict":"note","evidence":"client-ip="},{"code":"DKIM_FAIL","layer":"authentication","verdict":"note"},{"code":"DMARC_FAIL_REJECT","layer":"authentication","verdict":"note","evidence":"from="},{"code":"ARC_NONE","layer":"authentication","verdict":"note"},',
    '{"code":"SPF_PASS","layer":"authentication","verdict":"note","evidence":"mailfrom="},{"code":"DKIM_PASS","layer":"authentication","verdict":"note","evidence":"d="},{"code":"DMARC_PASS","layer":"authentication","verdict":"note"},{"code":"DMARC_NONE","layer":"authentication","verdict":"note"},',
    '{"code":"RDNS_NONE","layer":"wire","verdict":"note","points":1},{"code":"HELO_UNRESOLVABLE","layer":"wire","verdict":"note","points":0.5},{"code":"","layer":"spam","verdict":"note","points":-0.2},{"code":"WORDS_40","layer":"spam","verdict":"note","points":0.4,"evidence":" telling words"},',
    '"summary":{"subject":"Re: ","headerFrom":"@example.com","messageId":"<@mail.gmail.com>"}',
    '"state":"received","due":"state":"attempting","lease":{"owner":"","until":"state":"deferred","state":"held","state":"delivered","state":"bounced","state":"expired","state":"discarded","state":"deleted","state":"queued"',
    '"attempt":1,"giveUpAt":1,"last":{"host":"","code":250,"enhanced":"2.0.0","text":"250 2.0.0 Ok: queued as "},"unsent":[],"events":[',
    ',"kind":"released","kind":"rescanned","kind":"notified","kind":"warned","kind":"bounced","by":"sweep","by":"operator","detail":{"remote":"mail.inside.example:25","answer":"451 4.3.0 ',
    ',"kind":"decided","by":"decide","detail":{"fate":"deliver"}},{"id":"","r":0,"v":2,"at":1,"kind":"queued","by":"decide","detail":{}},{"id":"","r":0,"v":3,"at":1,"kind":"attempted","by":"deliver","detail":{}},{"id":"","r":0,"v":4,"at":1,"kind":"delivered","by":"deliver","detail":{"remote":"","answer":"250 2.0.0 Ok: queued as "}},{"kind":"held","by":"decide"',
    '"receivedAt":1,"updatedAt":1,"state":"waiting","fate":"quarantine","collector":"smtp","clientIp":"","helo":"mail.","tls":"TLSv1.3","mailFrom":"","recipient":"","size":1,"findings":[],"reasons":[],"attempts":0,"spf":"pass","dkim":"pass","dmarc":"pass","arc":"none","route":"mailbox ',
    '"decision":{"v":1,"id":"","r":0,"scan":1,"policyVersion":1,"fate":"deliver","edits":[],"route":{"smtp":["mail.inside.example:25"]},"to":"","score":1.5,"because":[{"layer":"spam","code":"SCORE","scope":"platform defaults","rule":"spam.atLeast[0]","fate":"deliver"}],"overruled":[],"at":1',
    '"edits":[{"subject":"[SPAM]"},{"header":{"name":"X-"}},{"strip":true}],"route":{"mailbox":"","route":{"mx":true},"fate":"redirect","fate":"discard","scope":"organisation","scope":"domain ","scope":"recipient ","rule":"antivirus.infected","rule":"attachments.rules[0] class executable',
    '"recipients":[{"r":0,"address":"","evidence":"RCPT"},{"r":1,"address":"@example.com","evidence":"RCPT"},{"r":2,"address":"',
    '"raw":{"key":"incoming/0/.eml","size":1,"sha256":""}}',
    '"tcp":{"signature":"4:64+0:0:1460:mss*20,7:mss,sok,ts,nop,ws:df,id+:0","ttl":64,"mss":1460,"window":64240,"system":"Linux"}',
    '"wire":{"earlyTalk":false,"unauthorisedPipelining":false,"greeting":"EHLO","heloChanges":0,"unknownCommands":0,"syntaxErrors":0,"rejectedRecipients":0,"earlierMessages":0,"starttls":"used","starttls":"declined","starttls":"not offered","msToFirstCommand":1,"msData":1}',
    '"client":{"ip":"192.0.2.1","from":"socket","helo":"mail.","rdns":"mail.","tls":{"protocol":"TLSv1.3","cipher":"TLS_AES_256_GCM_SHA384","servername":"mx.',
    '{"v":1,"id":"01a","collector":"smtp","sourceKey":"01a","receivedAt":17,"mailFrom":"@example.com","body8bit":true,"smtputf8":false,"body8bit":false,',
  ].join('\n'),
);
