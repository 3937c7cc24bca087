/** Messages for the tests of this room, written here and opened by the product's own `open`. */
import { openMessage } from '../../message/open/open.ts';
import type { OpenedMessage } from '../../message/open/opened.ts';
import { createIdentifier } from '../../message/open/types/identify.ts';
import type { Subject } from '../examiner.ts';
import type { Finding } from '../../findings/finding.ts';
import { factsOf, type Facts } from './facts/facts.ts';

const tools = {
  identify: createIdentifier(),
  expand: () => Promise.resolve({ entries: [], defects: [], limits: [] }),
  clock: () => 0,
};

export const crlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');

export function opened(text: string): Promise<OpenedMessage> {
  return openMessage('00000000-0000-7000-8000-000000000000', new TextEncoder().encode(crlf(text)), tools);
}

export async function facts(text: string, mailFrom = '', findings: Finding[] = []): Promise<Facts> {
  return factsOf({ message: await opened(text), envelope: { mailFrom }, findings });
}

export async function subjectOf(text: string, mailFrom = ''): Promise<Subject> {
  const raw = new TextEncoder().encode(crlf(text));
  return {
    envelope: {
      v: 1,
      id: '00000000-0000-7000-8000-000000000000',
      collector: 'smtp',
      sourceKey: 'test',
      receivedAt: Date.UTC(2026, 0, 15, 12),
      raw: { key: 'test', size: raw.length, sha256: '' },
      mailFrom,
      body8bit: false,
      smtputf8: false,
      recipients: [{ r: 0, address: 'anna@office.test', evidence: 'RCPT' }],
    },
    raw,
    message: await opened(text),
    examinations: [],
  };
}

/** An answer among colleagues: as ordinary as mail gets. */
export const letter = `Received: from mail.partner.test (mail.partner.test [192.0.2.10])
\tby mx.office.test (Postfix) with ESMTPS id ABC for <anna@office.test>; Thu, 15 Jan 2026 11:00:05 +0000
From: Berta Brand <berta@partner.test>
To: Anna Amsel <anna@office.test>
Subject: Re: minutes of Tuesday
Date: Thu, 15 Jan 2026 12:00:00 +0100
Message-ID: <20260115110000.1234@partner.test>
In-Reply-To: <20260114090000.77@office.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hello Anna,

> could you send me the minutes?
> The ones of Tuesday.

they are in the usual folder. See you on Friday.

Berta
`;

/** A gift from nobody: a borrowed name, a throw-away domain, one link on one picture. */
export const bait = `Received: from mx7.kettleloom.shop (unknown [198.51.100.23])
\tby mx.office.test (Postfix) with ESMTP id DEF for <anna@office.test>; Thu, 15 Jan 2026 11:00:05 +0000
From: "PayPaI  Rewards" <rewards.9911@kettleloom.shop>
To: anna@office.test
Subject: Congratulations! Your gift card expires today
Date: Thu, 15 Jan 2026 11:00:00 +0000
Message-ID: <@>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p>You have been selected. Claim your complimentary reward now.</p>
<a href="http://kettleloom.shop/c/9911"><img src="http://kettleloom.shop/i.png" width="600" height="800"></a>
</body></html>
`;
