/** For tests: encryption dictionaries as pypdf 6.19 writes them, with an empty password and with another. */

export interface EncryptedSample {
  dictionary: string;
  /** First element of the trailer's `/ID`, hexadecimal. */
  id: string;
  /** The string `app.alert('hello')` in object 5, encrypted, hexadecimal. */
  script?: string;
}

export const open: Readonly<Record<string, EncryptedSample>> = {
  'RC4-40': {
    dictionary:
      '/V 1 /R 2 /Length 40 /P 4294967292 /Filter /Standard /O <c92422687facee686e373f10b5c7d04738053152f7e2ee30e11c69ec442576ab> /U <f2bc675ff253acde1abddbf387e4b09a94df7f2daced9fc3e4f1aa701f28c6fd>',
    id: '3831363630343734343237373937663632323366376235623239303732636437',
    script: '5e0ab6293c813d4c739a3147a41e336c5abe',
  },
  'RC4-128': {
    dictionary:
      '/V 2 /R 3 /Length 128 /P 4294967292 /Filter /Standard /O <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5> /U <7eccd34bdc246a7c7e8f18d10e8af80128bf4e5e4e758a4164004e56fffa0108>',
    id: '3164326365646166333666396235373831313433333437363035623436393537',
    script: '186aa066714086eeffcb5b5288883c9b3c03',
  },
  'AES-128': {
    dictionary:
      '/V 4 /R 4 /Length 128 /P 4294967292 /Filter /Standard /O <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5> /U <5d1227e5ec5dd0d18be016ea93deddbb28bf4e5e4e758a4164004e56fffa0108> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV2 /Length 16 >> >> /StmF /StdCF /StrF /StdCF',
    id: '3734643236616463396635653032383964366264643664613734653061316639',
    script: '43395f2e87c4145b704e1e2dcdde345ad2c830841668022831ef53b3813b553e408370584eef84fc617181a9c2b790e9',
  },
  'AES-256-R5': {
    dictionary:
      '/V 5 /R 5 /Length 256 /P 4294967292 /Filter /Standard /O <30aa616c42b40915df059f2f0d3cf2b01e7753bf23a9161f9a515223f82db8a8a3e6f822882c0bddbc47eb5b0409e190> /U <e374b33ce0c69f11e675173ea17455138cfae44597ff7c234325b6b844f5616830392170037ffe441d2234f968da47c8> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /UE <c6fac1c806628c0187ba19b89f61ddd86755b75a56d26754b9fcaef2e900a9a0>',
    id: '6337396238623166306163613432303333323533383364653039343462306666',
    script: '8e86a4f60e90891339a5f43a880b7320cefef25612e363e252e1d40da1e89981d616cca4e4d380f27126daf15557d19e',
  },
  'AES-256': {
    dictionary:
      '/V 5 /R 6 /Length 256 /P 4294967292 /Filter /Standard /O <ce33becff18370652e585ac99620918ed0c79417ac8fcac5df13a535a3ed29c4f20e0587ad2e58d4d9edb2ba3025bb50> /U <8fd31c8f6ca00a954fcd5f06a58b8bc641f74340d071ce4cab97d52d1ea08791ecdfccd438a7cdaa830fad37ed12a0f7> /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >> /StmF /StdCF /StrF /StdCF /UE <f87c2c8a4b97349b4c3b25e08add5b5ede4d43d40fcbad37a37bbbb94af59f82>',
    id: '3431663766636537646432653061336261326239613834363661373733353563',
    script: 'd4d91a5a97298208757c8f4e36bb7ab9c1cc5c56e8e04f5c9c36ccd4098f832675f4ff1f8d6f875567c5036fe9a29dd5',
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
