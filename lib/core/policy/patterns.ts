/** How the texts of our documents look, for editors: each pattern lets through all that the readers accept, and they look closer. */
import * as z from 'zod';

/** Host, or IPv6 address in brackets, and perhaps a port. */
export const hostPortPattern = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([^\s:/[\]@]{1,255}))(?::([0-9]{1,5}))?$/;

/** Letters of every script, because a domain may be written in Unicode. */
export const domainPattern = /^[\p{L}\p{N}\p{M}_.-]+$/u;

/** A value of the schema that says in JSON Schema how it looks. */
export const looksLike = (pattern: RegExp): z.ZodString => z.string().meta({ pattern: pattern.source });

export const anAddress = looksLike(/\S@\S/);
/** A name before the @. */
export const aLocal = looksLike(/\S/);
export const aDomain = looksLike(domainPattern);
export const aHost = looksLike(hostPortPattern);
export const aPasswordReference = looksLike(/^(?:file:(?!\/)|secret:[\w.@+-]{1,100}$)/);
