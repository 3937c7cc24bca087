/* HTML that works on the reader's machine. Letters and newsletters carry no scripts that mail programs run, so these rarely meet honest mail. */

private rule Web_Page
{
  strings:
    $html = "<html" nocase
    $script = "<script" nocase
    $svg = "<svg" nocase
    $body = "<body" nocase
  condition:
    any of them
}

rule Html_Builds_A_File
{
  meta:
    verdict = "suspicious"
    code = "YARA_HTML"
    description = "HTML that puts a file together on the reader's machine and saves it (HTML smuggling)"
  strings:
    $script = "<script" nocase
    $decode1 = /\batob\s{0,3}\(/
    $decode2 = "Uint8Array"
    $decode3 = "fromCharCode"
    $blob = /new\s{1,3}(self\.|window\.)?(Blob|File)\s{0,3}\(/
    $save1 = "createObjectURL"
    $save2 = /\.download\s{0,3}=/
    $save_as = /msSave(OrOpen)?Blob/
    $payload = /["'`][A-Za-z0-9+\/]{1000}/
  condition:
    // Libraries that speak of HTML are long programs; a page has its script near the top, or is one.
    $script in (0..102400) and any of ($decode*) and ($save_as or ($blob and ($save1 or $save2))) and $payload
}

rule Html_Carries_Program
{
  meta:
    verdict = "infected"
    code = "YARA_HTML"
    description = "HTML with a program inside, in base64"
  strings:
    $program = /["'`,]TV(qQAAMAAAAEAAAA|pQAAIAAAAEAA8A|oAAAAAAAAAAAAAAA)[A-Za-z0-9+\/]{100}/
    $reversed = /AAAAEAAAAMAAQqVT["'`]/
  condition:
    Web_Page and any of them
}

rule Html_Carries_Archive
{
  meta:
    verdict = "suspicious"
    code = "YARA_HTML"
    description = "HTML with a script and an archive inside, in base64"
  strings:
    $script = "<script" nocase
    $zip = /["'`,]UEsDB[A-Za-z0-9+\/]{500}/
    $rar = /["'`,]UmFyIRoH[A-Za-z0-9+\/]{500}/
    $seven = /["'`,]N3q8ryc[A-Za-z0-9+\/]{500}/
  condition:
    $script and any of ($zip, $rar, $seven)
}

rule Html_Offers_Data_Link
{
  meta:
    verdict = "suspicious"
    code = "YARA_HTML"
    description = "HTML whose link saves a file that the link itself contains"
  strings:
    $link = /href\s{0,3}=\s{0,3}["']data:application\/(zip|x-zip-compressed|x-zip|octet-stream|x-msdownload|x-rar-compressed|vnd\.rar|x-7z-compressed|x-iso9660-image|java-archive|hta)[;,][^"']{500}/ nocase
  condition:
    Web_Page and $link
}

rule Html_Unpacks_Itself
{
  meta:
    verdict = "suspicious"
    code = "YARA_HTML"
    description = "HTML that is encoded whole and writes itself when it is opened"
  strings:
    $write1 = /document\.(write|writeln)\s{0,3}\(\s{0,3}(window\.)?(unescape|decodeURIComponent|atob)\s{0,3}\(\s{0,3}["'`][A-Za-z0-9+\/=%]{300}/
    $write2 = /eval\s{0,3}\(\s{0,3}(window\.)?(unescape|decodeURIComponent|atob)\s{0,3}\(\s{0,3}["'`][A-Za-z0-9+\/=%]{300}/
    $packed = "eval(function(p,a,c,k,e,"
    $inner = /\.innerHTML\s{0,3}=\s{0,3}(window\.)?(unescape|decodeURIComponent|atob)\s{0,3}\(\s{0,3}["'`][A-Za-z0-9+\/=%]{300}/
  condition:
    any of them
}

rule Html_Hidden_Redirect
{
  meta:
    verdict = "suspicious"
    code = "YARA_HTML"
    description = "a small page that does nothing but lead to an address that it hides"
  strings:
    $script = "<script" nocase
    $go1 = /location(\.href)?\s{0,3}=\s{0,3}(window\.)?(atob|unescape|decodeURIComponent|String\.fromCharCode)\s{0,3}\(/
    $go2 = /location\.(replace|assign)\s{0,3}\(\s{0,3}(window\.)?(atob|unescape|decodeURIComponent|String\.fromCharCode)\s{0,3}\(/
    // "http" in base64, in quotation marks.
    $hidden = /["'`]aHR0c[A-Za-z0-9+\/=]{10,400}["'`]/
    $go3 = /location(\.href)?\s{0,3}(=|\.replace|\.assign)/
    $decode = /\batob\s{0,3}\(/
  condition:
    filesize < 64KB and $script and ($go1 or $go2 or ($hidden and $go3 and $decode))
}

rule Html_Sends_Password_To_Telegram
{
  meta:
    verdict = "infected"
    code = "YARA_HTML"
    description = "a page that sends what is typed into it to a chat robot"
  strings:
    $telegram = /api\.telegram\.org\/bot/ nocase
    $hidden = "YXBpLnRlbGVncmFtLm9yZy9ib3"
    $discord = /discord(app)?\.com\/api\/webhooks\// nocase
    $field = /type\s{0,3}=\s{0,3}["']?password/ nocase
  condition:
    $field and any of ($telegram, $hidden, $discord)
}

rule Html_Asks_For_Password
{
  meta:
    verdict = "suspicious"
    code = "YARA_HTML"
    description = "a page in a mail that asks for a password and sends it elsewhere"
  strings:
    $field = /<input\s[^>]{0,300}type\s{0,3}=\s{0,3}["']?password/ nocase
    $form = /<form\s[^>]{0,300}action\s{0,3}=\s{0,3}["']?\w{4,5}:\/\// nocase
    $ajax1 = /\$\.(ajax|post)\s{0,3}\(/
    $ajax2 = /\bfetch\s{0,3}\(\s{0,3}["'`]https?:/
    $ajax3 = "XMLHttpRequest"
  condition:
    filesize < 5MB and $field and ($form or any of ($ajax*))
}

rule Html_Makes_Reader_Paste_Command
{
  meta:
    verdict = "infected"
    code = "YARA_HTML"
    description = "a page that puts a command into the clipboard for the reader to run (ClickFix)"
  strings:
    $clip1 = "navigator.clipboard.writeText"
    $clip2 = /execCommand\s{0,3}\(\s{0,3}["']copy/
    $command1 = /powershell(\.exe)?\s{1,3}-/ nocase
    $command2 = /mshta(\.exe)?\s{1,3}https?:/ nocase
    $command3 = /cmd(\.exe)?\s{1,3}\/[ck]\s/ nocase
    $command4 = /\biex\s{0,3}\(|\|\s{0,3}iex\b/ nocase
    $command5 = /curl\s[^"'`]{3,200}\|\s{0,3}(ba|z)?sh\b/ nocase
  condition:
    any of ($clip*) and any of ($command*)
}

rule Html_Searches_Remote_Share
{
  meta:
    verdict = "infected"
    code = "YARA_HTML"
    description = "a page that opens a stranger's share in Explorer as if it were a search (search-ms)"
  strings:
    $search = /search(-ms)?:[^"'<>\s]{0,300}(crumb=location:|crumb=location%3a)[^"'<>\s]{0,20}(\\\\|%5c%5c)/ nocase
  condition:
    $search
}

rule Svg_With_Script
{
  meta:
    verdict = "suspicious"
    code = "YARA_HTML"
    description = "an SVG image with a script that decodes or leads elsewhere"
  strings:
    $svg = /<svg[\s>]/ nocase
    $html = "<html" nocase
    $script = /<script[\s>]/ nocase
    $event = /\sonload\s{0,3}=\s{0,3}["']/ nocase
    $act1 = /\b(window|top|parent|document|self)\.(location|open)/
    $act2 = /location(\.href)?\s{0,3}(=|\.replace|\.assign)/
    $act3 = /\batob\s{0,3}\(/
    $act4 = "fromCharCode"
    $act5 = /\beval\s{0,3}\(/
    $act6 = "createObjectURL"
  condition:
    $svg in (0..4096) and not $html in (0..1024) and ($script or $event) and any of ($act*)
}

rule Svg_With_Web_Page
{
  meta:
    verdict = "suspicious"
    code = "YARA_HTML"
    description = "an SVG image that shows a web page or a form"
  strings:
    $svg = /<svg[\s>]/ nocase
    $html = "<html" nocase
    $foreign = /<foreignObject[\s>]/ nocase
    $frame = /<iframe\s[^>]{0,300}src\s{0,3}=\s{0,3}["']?(https?:|data:)/ nocase
    $form = /<form\s[^>]{0,300}action/ nocase
  condition:
    $svg in (0..4096) and not $html in (0..1024) and $foreign and ($frame or $form)
}
