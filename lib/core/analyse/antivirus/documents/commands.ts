/** The words by which a script betrays that it runs programs or fetches files; shared by macros, shortcuts and PDF actions. */

/** Programs that run what they are told, and live on every Windows. */
export const interpreters =
  /\b(?:powershell|pwsh|cmd(?:\.exe)?\s{0,4}\/[ckr]|cmd\.exe|mshta|wscript|cscript|rundll32|regsvr32|msbuild|installutil|certutil|bitsadmin|wmic|forfiles|conhost|schtasks|hh\.exe|msiexec|ssh\.exe|finger\.exe)\b/i;

/** Calls by which a macro starts something or reaches into memory. */
export const runs =
  /\bshell(?:\s{0,4}\(|\s{1,4}["a-z]|execute)|\bwscript\.shell\b|\bshell\.application\b|\bwin32_process|\bcreateprocess|\bwinexec\b|\bvirtualalloc|\bcreatethread\b|\bwriteprocessmemory\b|\bcreateremotethread\b|\bstart-process\b|\binvoke-expression\b|\biex\b/i;

export const fetches =
  /\burldownloadtofile|\bmsxml2\.(?:server)?xmlhttp|\bmicrosoft\.xmlhttp\b|\bwinhttp\.winhttprequest|\bdownload(?:file|string|data)\b|\binvoke-webrequest\b|\binvoke-restmethod\b|\b(?:iwr|irm)\b|\bstart-bitstransfer\b|\bcertutil\b.{0,80}\burlcache\b|\bbitsadmin\b.{0,80}\btransfer\b|\b(?:curl|wget)(?:\.exe)?\s|\bmshta(?:\.exe)?["']?\s{1,8}["']?https?:|\bnet\.webclient\b/i;

const programExtensions =
  /\.(?:exe|scr|com|pif|bat|cmd|cpl|dll|ocx|js|jse|vbs|vbe|wsf|wsh|wsc|sct|hta|ps1|psm1|msi|msp|mst|lnk|url|jar|reg|chm|hlp|inf|iso|img|vhdx?|docm|dotm|xlsm|xltm|xlam|xll|pptm|ppam|application|appref-ms|library-ms|settingcontent-ms|one|py|sh)[. ]{0,8}$/i;

/** Would opening a file of this name run something? */
export const isProgramName = (name: string): boolean => programExtensions.test(name.trim());

export function firstMatch(pattern: RegExp, text: string): string {
  return (pattern.exec(text)?.[0] ?? '').trim();
}
