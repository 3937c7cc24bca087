/* Rules for the whole message as it came. The test file stands here too, since decoders may miss a part that a mail program shows. */

rule Eicar_In_Base64
{
  meta:
    verdict = "infected"
    code = "YARA_TEST"
    description = "the EICAR test file, in base64"
  strings:
    // The first 54 characters: what fits on one line of 76. Escaped, so that no scanner takes this rule for the file.
    $eicar = "\x58\x35\x4f\x21P%@AP[4\x5cPZX54(P^)7CC)7}$\x45ICAR-STANDARD-ANTIVIRU" base64
  condition:
    $eicar
}
