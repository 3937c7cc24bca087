/* Programs for Windows. That a program comes by mail at all is for the attachment rules; these find what marks it as malware. */

import "pe"

rule Pe_Packed_Upx
{
  meta:
    verdict = "suspicious"
    code = "YARA_EXECUTABLE"
    description = "a program packed with UPX"
  condition:
    pe.is_pe and for any section in pe.sections : ( section.name == "UPX0" or section.name == "UPX1" )
}

rule Pe_Packed_Protector
{
  meta:
    verdict = "suspicious"
    code = "YARA_EXECUTABLE"
    description = "a program packed with a protector"
  condition:
    pe.is_pe and for any section in pe.sections : (
      section.name == ".vmp0" or section.name == ".vmp1" or section.name == ".themida" or section.name == ".aspack" or
      section.name == ".enigma1" or section.name == ".MPRESS1" or section.name == ".petite"
    )
}

rule Pe_Compiled_Autoit
{
  meta:
    verdict = "suspicious"
    code = "YARA_EXECUTABLE"
    description = "a compiled AutoIt script"
  strings:
    $script = "AU3!EA06"
    $interpreter = ">>>AUTOIT NO CMDEXECUTE<<<" ascii wide
  condition:
    pe.is_pe and any of them
}

rule Pe_Starts_In_Writable_Code
{
  meta:
    verdict = "suspicious"
    code = "YARA_EXECUTABLE"
    description = "a program whose first instruction lies where it can rewrite itself"
  condition:
    pe.is_pe and pe.entry_point > 0 and for any section in pe.sections : (
      pe.entry_point >= section.raw_data_offset and pe.entry_point < section.raw_data_offset + section.raw_data_size and
      section.characteristics & pe.SECTION_MEM_WRITE != 0 and section.characteristics & pe.SECTION_MEM_EXECUTE != 0
    )
}

rule Pe_Injects_Into_Others
{
  meta:
    verdict = "suspicious"
    code = "YARA_EXECUTABLE"
    description = "a program that can write and start code in another process"
  condition:
    pe.is_pe and pe.imports("kernel32.dll", "WriteProcessMemory") and pe.imports("kernel32.dll", "VirtualAllocEx") and
    (pe.imports("kernel32.dll", "CreateRemoteThread") or pe.imports("kernel32.dll", "SetThreadContext"))
}

rule Pe_Reads_Stored_Passwords
{
  meta:
    verdict = "infected"
    code = "YARA_EXECUTABLE"
    description = "a program that collects passwords and wallets of other programs"
  strings:
    $chrome = "\\Google\\Chrome\\User Data" ascii wide
    $edge = "\\Microsoft\\Edge\\User Data" ascii wide
    $firefox = "\\Mozilla\\Firefox\\Profiles" ascii wide
    $logins = "Login Data" ascii wide
    $nss = "logins.json" ascii wide
    $thunderbird = "\\Thunderbird\\Profiles" ascii wide
    $filezilla = "\\FileZilla\\recentservers.xml" ascii wide
    $outlook = "IMAP Password" ascii wide
    $wallet = "wallet.dat" ascii wide
    $exodus = "\\Exodus\\" ascii wide
  condition:
    pe.is_pe and 5 of them
}

rule Pe_Says_It_Is_A_Document
{
  meta:
    verdict = "infected"
    code = "YARA_EXECUTABLE"
    description = "a program whose own name ends like a document's and then like a program's"
  condition:
    pe.is_pe and pe.version_info["OriginalFilename"] matches /\.(pdf|docx?|xlsx?|pptx?|rtf|txt|jpe?g|png)\.(exe|scr|com|pif)$/i
}

rule Pe_Excel_Addin
{
  meta:
    verdict = "suspicious"
    code = "YARA_EXECUTABLE"
    description = "an Excel add-in (XLL), which runs when it is opened"
  condition:
    pe.is_pe and (pe.exports("xlAutoOpen") or pe.exports("xlAutoOpen12"))
}

rule Pe_Behind_Another_Face
{
  meta:
    verdict = "infected"
    code = "YARA_EXECUTABLE"
    description = "an image or a PDF at the beginning, with a whole program right behind it"
  strings:
    $program = { 4D 5A 90 00 03 00 00 00 04 00 00 00 FF FF 00 00 }
    $stub = "This program cannot be run in DOS mode"
  condition:
    (uint16be(0) == 0xffd8 or uint32be(0) == 0x89504e47 or uint32be(0) == 0x47494638 or uint32be(0) == 0x25504446) and
    $program and for any i in (1..64) : ( i <= #stub and @stub[i] > @program[1] and @stub[i] - @program[1] < 200 )
}

rule Java_Class_Fetches_And_Runs
{
  meta:
    verdict = "suspicious"
    code = "YARA_EXECUTABLE"
    description = "a Java class that fetches something and starts a process"
  strings:
    $runtime = "java/lang/Runtime"
    $builder = "java/lang/ProcessBuilder"
    $url = "java/net/URL"
    $open = "openStream"
    $connection = "openConnection"
    $file = "java/io/FileOutputStream"
  condition:
    uint32be(0) == 0xcafebabe and ($runtime or $builder) and $url and ($open or $connection) and $file
}
