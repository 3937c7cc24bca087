/** What an extension makes of a file on the systems that mail reaches: Windows first, then macOS, Linux and phones. */
import type { TypeClass } from '../opened.ts';

export interface NamedType {
  type: string;
  class: TypeClass;
}

const table = new Map<string, NamedType>();

function put(typeClass: TypeClass, type: string, extensions: string): void {
  for (const extension of extensions.split(' ')) table.set(extension, { type, class: typeClass });
}

// Programs, libraries and packages that install programs.
put(
  'executable',
  'application/vnd.microsoft.portable-executable',
  'exe scr pif cpl dll sys ocx drv efi mui ax acm tsp xll wll',
);
put('executable', 'application/x-dosexec', 'com ovl vxd 386');
put('executable', 'application/x-msi', 'msi msp mst msu');
put('executable', 'application/msix', 'msix msixbundle appx appxbundle emsix eappx');
put('executable', 'application/x-ms-gadget', 'gadget xbap diagcab diagpkg');
put('executable', 'application/x-executable', 'elf run appimage ko so axf prx');
put('executable', 'application/x-mach-binary', 'dylib bundle kext prefpane saver');
put('executable', 'application/x-apple-installer', 'pkg mpkg');
put('executable', 'application/java-archive', 'jar war ear');
put('executable', 'application/java-vm', 'class');
put('executable', 'application/vnd.android.package-archive', 'apk aab apks apkm xapk');
put('executable', 'application/x-dex', 'dex odex');
put('executable', 'application/x-ios-app', 'ipa');
put('executable', 'application/vnd.debian.binary-package', 'deb udeb ddeb');
put('executable', 'application/x-rpm', 'rpm');
put('executable', 'application/vnd.flatpak', 'flatpak flatpakref snap');
put('executable', 'application/wasm', 'wasm');
put('executable', 'application/x-shockwave-flash', 'swf');
put('executable', 'application/x-xpinstall', 'xpi crx oxt');
put('executable', 'application/vsix', 'vsix');
put('executable', 'application/vnd.ms-htmlhelp', 'chm hlp its');
put('executable', 'application/x-autohotkey', 'a3x ahk au3');
put('executable', 'application/x-foxpro', 'app fxp prg');
put('executable', 'application/x-python-code', 'pyc pyo pyd pyz pyzw');

// Text that an interpreter runs at a double click, and text that changes the system.
put('script', 'text/javascript', 'js jse mjs cjs');
put('script', 'text/vbscript', 'vbs vbe vb vbscript');
put('script', 'application/x-windows-script', 'wsf wsh wsc ws sct shb shs scf htc');
put('script', 'application/hta', 'hta');
put('script', 'application/x-bat', 'bat cmd nt btm');
put('script', 'application/x-powershell', 'ps1 ps1xml ps2 ps2xml psc1 psc2 psm1 psd1 psdm1 pssc cdxml');
put('script', 'application/x-msh', 'msh msh1 msh2 mshxml msh1xml msh2xml');
put('script', 'application/x-sh', 'sh bash zsh csh ksh fish command tool');
put('script', 'text/x-python', 'py pyw py3');
put('script', 'application/x-perl', 'pl');
put('script', 'application/x-ruby', 'rb');
put('script', 'application/x-php', 'php php3 php4 php5 php7 phtml phar');
put('script', 'application/x-tcl', 'tcl');
put('script', 'application/x-lua', 'lua');
put('script', 'application/x-applescript', 'applescript scpt scptd jxa workflow action');
put('script', 'application/x-ms-registry', 'reg');
put('script', 'application/x-setupscript', 'inf ins isp');
put('script', 'application/x-ms-batch', 'vsmacros bas bgi grp job xnk ops plg');
put('script', 'application/x-asp', 'asp aspx jsp cfm');

// Small files that open something else.
put('shortcut', 'application/x-ms-shortcut', 'lnk');
put('shortcut', 'application/x-mswinurl', 'url website');
put('shortcut', 'application/x-desktop', 'desktop directory');
put('shortcut', 'application/x-apple-location', 'webloc inetloc fileloc ftploc terminal');
put('shortcut', 'application/x-ms-application', 'application appref-ms appinstaller manifest');
put('shortcut', 'application/windows-library+xml', 'library-ms');
put('shortcut', 'application/windows-search+xml', 'search-ms searchconnector-ms');
put('shortcut', 'application/windows-settings+xml', 'settingcontent-ms');
put('shortcut', 'application/x-ms-theme', 'theme themepack deskthemepack');
put('shortcut', 'application/x-rdp', 'rdp rdpw ica');
put('shortcut', 'application/x-java-jnlp-file', 'jnlp');
put('shortcut', 'video/x-ms-asx', 'asx wax wvx');
put('shortcut', 'application/x-ms-query', 'iqy oqy dqy rqy odc udl');
put('shortcut', 'application/x-ms-console', 'msc');
put('shortcut', 'application/x-ms-access-shortcut', 'maf mag mam maq mar mas mat mau mav maw mad');
put(
  'shortcut',
  'application/x-certificate-request',
  'mcf osd prf xrm-ms cnt hpj printerexport webpnp pcd vhs vbp vsw gpd',
);

put('macro-document', 'application/vnd.ms-word.document.macroenabled.12', 'docm dotm');
put('macro-document', 'application/vnd.ms-excel.sheet.macroenabled.12', 'xlsm xltm xlam xla xlm');
put('macro-document', 'application/vnd.ms-powerpoint.presentation.macroenabled.12', 'pptm potm ppam ppsm sldm ppa');
put('macro-document', 'application/vnd.ms-visio.drawing.macroenabled.12', 'vsdm vssm vstm');
put(
  'macro-document',
  'application/vnd.ms-access',
  'accdb accde accda accdr accdu accdt mdb mde mda mdt mdw mdz ade adp',
);

put('document', 'application/pdf', 'pdf fdf xfdf');
put('document', 'application/msword', 'doc dot wbk wiz');
put('document', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx dotx');
put('document', 'application/vnd.ms-excel', 'xls xlt xlw');
put('document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx xltx');
put('document', 'application/vnd.ms-excel.sheet.binary.macroenabled.12', 'xlsb');
put('document', 'application/x-sylk', 'slk');
put('document', 'application/vnd.ms-powerpoint', 'ppt pps pot');
put('document', 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx ppsx potx sldx');
put('document', 'application/rtf', 'rtf');
put('document', 'application/onenote', 'one onepkg onetoc onetoc2');
put('document', 'application/vnd.visio', 'vsd vss vst vdx vsdx vssx vstx');
put('document', 'application/vnd.ms-publisher', 'pub');
put('document', 'application/vnd.ms-project', 'mpp mpt');
put('document', 'application/vnd.oasis.opendocument.text', 'odt ott odm fodt');
put('document', 'application/vnd.oasis.opendocument.spreadsheet', 'ods ots fods');
put('document', 'application/vnd.oasis.opendocument.presentation', 'odp otp fodp');
put('document', 'application/vnd.oasis.opendocument.graphics', 'odg otg odb odf');
put('document', 'application/epub+zip', 'epub mobi azw azw3');
put('document', 'application/postscript', 'ps eps');
put('document', 'application/vnd.ms-xpsdocument', 'xps oxps');
put('document', 'application/vnd.hancom.hwp', 'hwp hwpx');
put('document', 'application/vnd.apple.iwork', 'pages numbers key');
put('document', 'application/pkix-cert', 'cer crt der pem p12 pfx');

put('archive', 'application/zip', 'zip zipx z01');
put('archive', 'application/vnd.rar', 'rar rev r00 r01');
put('archive', 'application/x-7z-compressed', '7z 001');
put('archive', 'application/gzip', 'gz tgz');
put('archive', 'application/x-bzip2', 'bz2 bz tbz tbz2');
put('archive', 'application/x-xz', 'xz txz');
put('archive', 'application/x-lzma', 'lzma tlz');
put('archive', 'application/zstd', 'zst tzst');
put('archive', 'application/x-lz4', 'lz4');
put('archive', 'application/x-lzip', 'lz');
put('archive', 'application/x-compress', 'z taz');
put('archive', 'application/x-tar', 'tar');
put('archive', 'application/vnd.ms-cab-compressed', 'cab');
put('archive', 'application/x-arj', 'arj');
put('archive', 'application/x-lzh-compressed', 'lzh lha');
put('archive', 'application/x-ace-compressed', 'ace');
put('archive', 'application/x-zoo', 'zoo arc');
put('archive', 'application/x-cpio', 'cpio');
put('archive', 'application/x-archive', 'ar a');
put('archive', 'application/x-xar', 'xar');
put('archive', 'application/x-alz-compressed', 'alz egg');
put('archive', 'application/x-stuffit', 'sit sitx sea hqx');
put('archive', 'text/x-uuencode', 'uu uue xxe b64 yenc ntx');
put('archive', 'application/x-nupkg', 'nupkg whl gem');

put('disk-image', 'application/x-iso9660-image', 'iso cdr toast');
put('disk-image', 'application/x-raw-disk-image', 'img ima vfd dsk');
put('disk-image', 'application/x-udf', 'udf');
put('disk-image', 'application/x-vhd', 'vhd vhdx avhd avhdx');
put('disk-image', 'application/x-vmdk', 'vmdk vdi qcow2 ova');
put('disk-image', 'application/x-apple-diskimage', 'dmg sparseimage sparsebundle');
put('disk-image', 'application/x-cd-image', 'nrg mdf mds ccd isz daa cue');
put('disk-image', 'application/x-ms-wim', 'wim esd swm');
put('disk-image', 'application/vnd.squashfs', 'squashfs sqsh');

put('message', 'message/rfc822', 'eml mbox mbx');
put('message', 'application/vnd.ms-outlook', 'msg oft pst ost');
put('message', 'application/vnd.ms-tnef', 'tnef');
put('html', 'text/html', 'html htm shtml xhtml xht htmls');
put('html', 'multipart/related', 'mht mhtml');
put('text', 'text/plain', 'txt log md patch diff asc nfo');
put('text', 'text/csv', 'csv tsv');
put('text', 'text/calendar', 'ics ifb vcs');
put('text', 'text/vcard', 'vcf');
put('text', 'application/xml', 'xml xsd xsl');
put('text', 'application/json', 'json');
put('signature', 'application/pkcs7-signature', 'p7s p7m p7c');
put('signature', 'application/pgp-signature', 'sig pgp gpg');

put('image', 'image/jpeg', 'jpg jpeg jpe jfif');
put('image', 'image/png', 'png');
put('image', 'image/gif', 'gif');
put('image', 'image/bmp', 'bmp dib');
put('image', 'image/tiff', 'tif tiff');
put('image', 'image/webp', 'webp');
put('image', 'image/svg+xml', 'svg svgz');
put('image', 'image/vnd.microsoft.icon', 'ico cur');
put('image', 'image/heic', 'heic heif avif');
put('image', 'image/emf', 'emf wmf emz wmz');
put('image', 'image/vnd.adobe.photoshop', 'psd');
put('audio', 'audio/mpeg', 'mp3');
put('audio', 'audio/wav', 'wav');
put('audio', 'audio/ogg', 'ogg oga opus');
put('audio', 'audio/mp4', 'm4a aac flac amr mid midi wma');
put('video', 'video/mp4', 'mp4 m4v mov 3gp');
put('video', 'video/x-msvideo', 'avi wmv mpg mpeg mkv webm flv');
put('font', 'font/ttf', 'ttf otf woff woff2 fon eot');

/** A file named `x.{CLSID}` is opened by that class on Windows, whatever it is. */
const clsid = /^\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}$/;

/** Of a lower-case extension without its dot. */
export function typeOfExtension(extension: string): NamedType | undefined {
  if (clsid.test(extension)) return { type: 'application/x-clsid', class: 'shortcut' };
  return table.get(extension) ?? (/^(?:r|z|\d)\d\d$/.test(extension) ? volume : undefined);
}

/** Volumes of split archives: .r02, .z02, .002. */
const volume: NamedType = { type: 'application/x-archive-volume', class: 'archive' };
