/* The file that shows that a scanner works (EICAR, 2003): 68 characters at the beginning of a file of at most 128. */

rule Eicar
{
  meta:
    verdict = "infected"
    code = "YARA_TEST"
    description = "the EICAR test file"
  strings:
    // Escaped, so that no scanner takes this rule for the file.
    $eicar = "\x58\x35\x4f\x21P%@AP[4\x5cPZX54(P^)7CC)7}$\x45ICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
  condition:
    $eicar at 0 and filesize <= 128
}

rule Eicar_Stored_In_Zip
{
  meta:
    verdict = "infected"
    code = "YARA_TEST"
    description = "the EICAR test file, stored in a zip"
  strings:
    $eicar = "\x58\x35\x4f\x21P%@AP[4\x5cPZX54(P^)7CC)7}$\x45ICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
  condition:
    uint32(0) == 0x04034b50 and $eicar
}
