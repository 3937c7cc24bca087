/** For tests: encryption dictionaries as pypdf 6.19 writes them, with an empty password and with another. */

export interface EncryptedSample {
  dictionary: string;
  /** First element of the trailer's `/ID`, hexadecimal. */
  id: string;
  /** The string `eval(unescape('%61'))` in object 5, encrypted, hexadecimal. */
  script?: string;
}

export const open: Readonly<Record<string, EncryptedSample>> = {
  'RC4-40': {
    dictionary:
      '/V 1 /R 2 /Length 40 /P 4294967292 /Filter /Standard /O <c92422687facee686e373f10b5c7d04738053152f7e2ee30e11c69ec442576ab> /U <2453cfd4e94bec8e1cee9e69dae65af780ff4589c0f4150acd05e943b1f7d1c9>',
    id: '6435376366663934313939373862313863363266383733323766376637346139',
    script: 'aeea0f563fbcbffcd346d285a2b021b3fbfd254f68',
  },
  'RC4-128': {
    dictionary:
      '/V 2 /R 3 /Length 128 /P 4294967292 /Filter /Standard /O <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5> /U <c7e93acf09e0c5aa67d6b9058d9b607928bf4e5e4e758a4164004e56fffa0108>',
    id: '6164616266313534333538336639343362336131636361393266663865663630',
    script: '22ee0805ecd922b3460d8f26e1ccd98c42d1cc4218',
  },
  'AES-128': {
    dictionary:
      '/V 4 /R 4 /Length 128 /P 4294967292 /Filter /Standard /O <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5> /U <54198832f317f01e7ad4f104cadbed8c28bf4e5e4e758a4164004e56fffa0108> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF',
    id: '6433623534653733363463616161646437636265613864663132326361346239',
    script: 'd1be50d555fe72814f363ff123f37ba750de27b51d1e19a4a40bf5df9e1e88c70fb6a311f03f7e0f7ed1261966b20b48',
  },
  'AES-256-R5': {
    dictionary:
      '/V 5 /R 5 /Length 256 /P 4294967292 /Filter /Standard /O <f27912fc3303173913ad23fd6e636d78034d11116b10a4d0fc42e5fd1835a174a1e09efcd83e0c770064da64cbf3e6ca> /U <01f0210c6da5ea7b8c865844ccae15ae6316e5d122f34eaff56b1415552aa34fa8884f9a5af8b8379e6d4795b79ec473> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /UE <25c09e9dc46aef3716f4155947e65d4bf2b33d5cb32f17057ab7d1a4b8203f17>',
    id: '3666393761616535663465366264326536383866653332326234393366623331',
    script: '1d36c88baa02618fd65562cf8d4dcf5793cc5a107af30c938463d9b623ac9dfdad2166bdac382ef44b50b326331d35a7',
  },
  'AES-256': {
    dictionary:
      '/V 5 /R 6 /Length 256 /P 4294967292 /Filter /Standard /O <b446cd478291f6c68d8b6ef82c58e80375483580ef396f32be85d593b21b3a879e1236c84b7c39cb532a219ac8b557f7> /U <2c7e46e2bbab2ee9e690d4e090d149b9e46fe8ff37b6781a91b27023efc7de9ffc999a21638f2ba124ae9b3a08d05834> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /UE <99a68a3060fccd7c769880ebc7bcfaed9f022f7993d591f87e198896c0ee4da2>',
    id: '3338363438623862333837343834613638356363636430396665656533323638',
    script: '15405bfad21b5816d4190c3955f77ec0dc4125e71ddfa20c15e4e69ebc831cae00ebcf83af7f14355a288009da16dd8d',
  },
};

export const locked: Readonly<Record<string, EncryptedSample>> = {
  'RC4-40': {
    dictionary:
      '/V 1 /R 2 /Length 40 /P 4294967292 /Filter /Standard /O <92fe0f4454ad4c9644693f33c07cb54f587dce1e2682fe9ecea6107a1ef630dd> /U <de0462827670cb218e93ab4d965a757a8288ff1eddf05695546fcbffb6839afd>',
    id: '3039353331666338613730316337306237633732333030363835363236386463',
  },
  'RC4-128': {
    dictionary:
      '/V 2 /R 3 /Length 128 /P 4294967292 /Filter /Standard /O <0db5855fc5326569e765906caf64e4429a4c20d6e996fdef963e9b5080f9e083> /U <476b068bc44e201ce6d5ac6b3fcdb02e28bf4e5e4e758a4164004e56fffa0108>',
    id: '3039353331666338613730316337306237633732333030363835363236386463',
  },
  'AES-128': {
    dictionary:
      '/V 4 /R 4 /Length 128 /P 4294967292 /Filter /Standard /O <0db5855fc5326569e765906caf64e4429a4c20d6e996fdef963e9b5080f9e083> /U <476b068bc44e201ce6d5ac6b3fcdb02e28bf4e5e4e758a4164004e56fffa0108> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF',
    id: '3039353331666338613730316337306237633732333030363835363236386463',
  },
  'AES-256-R5': {
    dictionary:
      '/V 5 /R 5 /Length 256 /P 4294967292 /Filter /Standard /O <58de99830e81435a5d81eeedd16a78035e4d0a77197843244fa6ad1250c0cbb6f85b1cacd6c52d16d2cb1dc4306ed9cc> /U <bd21983081ffd41039e649baaefa98777a03d90941b0416fe812c28efe540640d292eccf4ed4d05d64683e9b3f6aabc4> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /UE <c9ce7cf60b67def52c399156007020fd93a7a0e19c316b0172856fcb33ff7bba>',
    id: '3039353331666338613730316337306237633732333030363835363236386463',
  },
  'AES-256': {
    dictionary:
      '/V 5 /R 6 /Length 256 /P 4294967292 /Filter /Standard /O <2a036127760ff958500b3738c4a403e3f9f5e408a274ba12e413c11e1950006b6ab665146433dbc462bee9243d2f203b> /U <5003794f5ff89bf52dcb75b751f051606b86591f40f8fefa63ce799d1a0e0c1dcd96195519a9ed123ab95ed2aeef97fa> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /UE <eacabf465915e5f63d5131817122e5786598b76dd123a033210ea58e8c0e31b6>',
    id: '3039353331666338613730316337306237633732333030363835363236386463',
  },
};
