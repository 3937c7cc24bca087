import { type Samples, ole } from './samples.ts';
import { peSample } from './pe-sample.ts';

const writableCode = 0xe0000020;
const stub = 'This program cannot be run in DOS mode';
const programHead = Buffer.from('4d5a90000300000004000000ffff0000', 'hex');
const javaClass = (...names: string[]) =>
  Buffer.concat([Buffer.from('cafebabe0000003400', 'hex'), Buffer.from(names.join('\x01'))]);

export const executables: Samples = {
  rules: {
    Pe_Packed_Upx: [peSample({ section: 'UPX0' }), peSample({ section: 'UPX1' })],
    Pe_Packed_Protector: [
      peSample({ section: '.vmp0' }),
      peSample({ section: '.themida' }),
      peSample({ section: '.MPRESS1' }),
    ],
    Pe_Compiled_Autoit: [peSample({ data: Buffer.from('xxAU3!EA06xx') })],
    Pe_Starts_In_Writable_Code: [peSample({ characteristics: writableCode })],
    Pe_Injects_Into_Others: [
      peSample({ imports: { 'KERNEL32.dll': ['VirtualAllocEx', 'WriteProcessMemory', 'CreateRemoteThread'] } }),
    ],
    Pe_Reads_Stored_Passwords: [
      peSample({
        data: Buffer.from(
          ['\\Google\\Chrome\\User Data', 'Login Data', 'logins.json', 'wallet.dat', '\\Exodus\\'].join('\0'),
          'utf16le',
        ),
      }),
    ],
    Pe_Says_It_Is_A_Document: [peSample({ originalFilename: 'invoice.pdf.exe' })],
    Pe_Excel_Addin: [peSample({ exports: ['other', 'xlAutoOpen'] })],
    Pe_Behind_Another_Face: [
      Buffer.concat([
        Buffer.from('89504e470d0a1a0a', 'hex'),
        Buffer.alloc(500, 1),
        programHead,
        Buffer.from(`....${stub}`),
      ]),
    ],
    Java_Class_Fetches_And_Runs: [
      javaClass('java/lang/Runtime', 'exec', 'java/net/URL', 'openStream', 'java/io/FileOutputStream'),
    ],
  },
  honest: {
    'an ordinary program': peSample({
      imports: { 'KERNEL32.dll': ['CreateFileA', 'VirtualAlloc'], 'USER32.dll': ['MessageBoxA'] },
      exports: ['DllMain'],
      originalFilename: 'setup.exe',
    }),
    'a picture that mentions the stub': Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(stub)]),
    'a class that only fetches': javaClass('java/net/URL', 'openStream', 'java/io/FileOutputStream'),
    'a document that mentions UPX0': ole('UPX0'),
  },
};
