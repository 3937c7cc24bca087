/** Registrable domains that say what kind of service stands behind a link, an address or a sending machine. Kept short: only what is seen often. */

const list = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));

/** Anybody gets an address here: such a sender vouches for nobody's business. */
export const freeMail = list(`
  gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com aol.com aim.com icloud.com me.com mac.com
  proton.me protonmail.com pm.me gmx.com gmx.net gmx.de gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.ru inbox.ru bk.ru list.ru yandex.ru
  yandex.com rambler.ru 163.com 126.com qq.com sina.com sohu.com foxmail.com naver.com daum.net hanmail.net zoho.com zohomail.com tutanota.com tuta.io
  hotmail.fr hotmail.de hotmail.it hotmail.es hotmail.co.uk live.fr live.de live.nl outlook.fr outlook.de outlook.es outlook.it outlook.jp yahoo.fr
  yahoo.de yahoo.it yahoo.es yahoo.co.uk yahoo.co.jp yahoo.com.br yahoo.co.in orange.fr wanadoo.fr laposte.net free.fr sfr.fr libero.it virgilio.it
  tiscali.it alice.it uol.com.br bol.com.br terra.com.br seznam.cz wp.pl o2.pl onet.pl interia.pl abv.bg ukr.net rediffmail.com excite.com lycos.com
  btinternet.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net shaw.ca rogers.com bigpond.com optusnet.com.au`);

/** Services that many senders pay to send for them. Their machines police their customers, if not perfectly. */
export const sendingServices = list(`
  sendgrid.net sendgrid.com mailgun.net mailgun.org mailgun.info klaviyomail.com klaviyodns.com exacttarget.com mcsv.net mcdlv.net rsgsv.net mandrillapp.com
  mailchimpapp.com sparkpostmail.com amazonses.com mktomail.com mktdns.com mtasv.net pmta.net postmarkapp.com constantcontact.com ccsend.com rs6.net
  createsend.com cmail19.com cmail20.com responsys.net rsys2.com bronto.com bm23.com emarsys.net emsmtp.com emsecure.net lstrk.net listrak.com esp1.co
  icpbounce.com e2ma.net myemma.com hubspotemail.net hubspot.com hs-send.com iterable.com braze.com salesforce.com cheetahmail.com cheetahdigital.com
  epsilon.com bfi0.com epsl1.com agilone.com cordial.com cdlmail.com silverpop.com mkt41.net ibmmarketingcloud.com acoustic.co dotmailer.com
  dotdigital-email.com dmtrk.net sendinblue.com brevo.com sibmail.com mailjet.com mailerlite.com mlsend.com mailersend.net activecampaign.com acems1.com
  aweber.com getresponse.com getresponse-mail.com convertkit.com ckespa.com substack.com beehiiv.com customeriomail.com customer.io intercom-mail.com
  zendesk.com freshdesk.com freshemail.io mailpost.io inxmail.com inxserver.de inxserver.com cleverreach.com crsend.com rapidmail.de rapidmail.com
  newsletter2go.com episerver.com optivo.net broadmail.de artegic.net elaine-asp.de emailsys.net kajomi.de agnitas.de mailingwork.de xqueue.com
  maileon.com evalanche.com sc-networks.de promio-mail.com emp.de mailup.com mailupnet.it contactlab.it splio.com sarbacane.com mailinblue.com
  emv2.com smartfocus.com actito.be selligent.com spotler.com copernica.com flexmail.eu mailcampaigns.nl apsis.com ungapped.com getanewsletter.com
  salesmanago.pl freshmail.com edrone.me getdrip.com omnisend.com ecs-mail.com shopifyemail.com blackbaud.com everyaction.com ngpvan.com bluestatedigital.com
  actionnetwork.org govdelivery.com granicus.com backerkit.com patreon.com eventbrite.com meetup.com squarespace-mail.com wixemails.com`);

/** A click goes somewhere else, and nothing tells where. */
export const shorteners = list(`
  bit.ly bitly.com tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly rebrand.ly cutt.ly shorturl.at rb.gy t.ly tiny.cc s.id lnkd.in bl.ink adf.ly
  shorte.st clck.ru vk.cc u.to qrco.de shorturl.com tny.im x.co soo.gd surl.li urlz.fr n9.cl bitly.ws urls.fr l.ead.me did.li tr.ee linktr.ee`);

/** Anybody puts a page up here within minutes: full host suffixes. */
export const freeHosting: readonly string[] = `
  web.app firebaseapp.com blogspot.com weebly.com weeblysite.com wixsite.com wixstudio.com wordpress.com github.io gitlab.io netlify.app vercel.app
  pages.dev workers.dev r2.dev herokuapp.com onrender.com glitch.me surge.sh repl.co replit.app myshopify.com square.site godaddysites.com webflow.io
  carrd.co yolasite.com webnode.page webnode.com jimdosite.com jimdofree.com ucoz.net 000webhostapp.com infinityfreeapp.com duckdns.org ngrok.io
  ngrok-free.app trycloudflare.com ipfs.io dweb.link cloudflare-ipfs.com fleek.co storage.googleapis.com s3.amazonaws.com blob.core.windows.net
  azurewebsites.net cloudapp.azure.com web.core.windows.net appspot.com sites.google.com forms.gle typeform.com jotform.com formstack.com
  translate.goog backblazeb2.com digitaloceanspaces.com linodeobjects.com plesk.page hostingerapp.com mystrikingly.com gitbook.io notion.site
  sharefile.com wetransfer.com dropboxusercontent.com framer.app framer.website lovable.app bubbleapps.io softr.app zapier.app builderallwppro.com`
  .split(/\s+/)
  .filter(Boolean);

/** Where honest newsletters point beside their own house. */
export const socialSites = list(`
  facebook.com instagram.com twitter.com x.com youtube.com linkedin.com pinterest.com tiktok.com apple.com google.com spotify.com threads.net bsky.app
  vimeo.com xing.com whatsapp.com wa.me snapchat.com reddit.com discord.gg discord.com trustpilot.com t.me mastodon.social`);

/** Top-level domains that cost next to nothing, where most registrations of a season are for abuse; registry suffixes alike. */
export const cheapSuffixes = list(`
  shop sbs cfd top xyz autos bond wiki help click icu cyou rest bar life live site online store space fun monster quest buzz lol pics digital pro blog cc
  pw club win bid loan work men date racing stream download review party science trade webcam faith cricket accountant gdn mom hair skin makeup beauty
  boats homes motorcycles yachts lat today world website host press uno best cam rocks ink surf cloud email tech link zip mov
  tk ml ga cf gq su ws to hair guru mobi vip fit ltd company solutions center agency tokyo za.com sa.com ru.com us.com uk.com in.net`);
