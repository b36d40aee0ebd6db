// Plays MPay with npm's soap (WSSecurityCert): fetches an order, confirms its payment, and asks for what is not there.
//
// Prints what it read from the replies as one JSON document. soap does not look at the signatures of replies, so
// xml-crypto does here; a reply that does not verify ends the program with an error.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DOMParser } from '@xmldom/xmldom';
import soap from 'soap';
import { SignedXml } from 'xml-crypto';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const ALGORITHMS = {
  'rsa-sha1': { signatureAlgorithm: `${DSIG}rsa-sha1`, digestAlgorithm: `${DSIG}sha1` },
  'rsa-sha256': { signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256' },
};

const names = ['wsdl', 'service-id', 'order-key', 'payment-id', 'key', 'certificate', 'provider-certificate', 'algorithm'];
const { values: args } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
const providerCertificate = readFileSync(args['provider-certificate'], 'utf8');
let verified = 0;

function verify(reply) {
  const document = new DOMParser().parseFromString(reply, 'text/xml');
  const signature = new SignedXml({ publicCert: providerCertificate, getCertFromKeyInfo: () => null });
  signature.loadSignature(document.getElementsByTagNameNS(DSIG, 'Signature')[0]);
  if (!signature.checkSignature(reply)) throw new Error('the signature of the reply is wrong');
  const body = document.getElementsByTagNameNS(SOAP, 'Body')[0];
  const signed = signature.getReferences().map((reference) => reference.uri.slice(1));
  if (!signed.includes(body.getAttributeNS(WSU, 'Id'))) throw new Error('the body of the reply is not signed');
  verified += 1;
}

const client = await soap.createClientAsync(args.wsdl);
const certificate = readFileSync(args.certificate, 'utf8');
client.setSecurity(new soap.WSSecurityCert(readFileSync(args.key, 'utf8'), certificate, '', ALGORITHMS[args.algorithm]));
client.on('response', (body) => verify(body));

async function call(operation, request) {
  const [result] = await client[`${operation}Async`](request);
  return result;
}

async function faultOf(operation, request) {
  try {
    await call(operation, request);
  } catch (error) {
    return error.root?.Envelope.Body.Fault.faultcode ?? String(error);
  }
  return null;
}

const query = { Language: 'EN', OrderKey: args['order-key'], ServiceID: args['service-id'] };
const orders = (result) => result.GetOrderDetailsResult?.OrderDetails ?? [];
const [order] = orders(await call('GetOrderDetails', { query }));
const confirmation = {
  Currency: order.Currency,
  InvoiceID: '20261124000002',
  Lines: {
    PaymentConfirmationLine: order.Lines.OrderLine.map((line) => ({
      Amount: line.AmountDue,
      DestinationAccount: {
        BankAccount: line.DestinationAccount.BankAccount,
        BankCode: line.DestinationAccount.BankCode,
        BankFiscalCode: line.DestinationAccount.BankFiscalCode,
        BeneficiaryName: line.DestinationAccount.BeneficiaryName,
      },
      LineID: line.LineID,
    })),
  },
  OrderKey: order.OrderKey,
  PaidAt: new Date().toISOString().slice(0, 19),
  PaymentID: args['payment-id'],
  ServiceID: order.ServiceID,
  TotalAmount: order.TotalAmountDue,
};
await call('ConfirmOrderPayment', { confirmation });
await call('ConfirmOrderPayment', { confirmation });
const [paid] = orders(await call('GetOrderDetails', { query }));
const otherKey = `${args['order-key'].slice(0, -1)}x`;
const unknown = orders(await call('GetOrderDetails', { query: { ...query, OrderKey: otherKey } }));
const faults = {
  unknown_service: await faultOf('GetOrderDetails', { query: { ...query, ServiceID: 'NOPE01' } }),
  unknown_order: await faultOf('ConfirmOrderPayment', { confirmation: { ...confirmation, OrderKey: otherKey } }),
};
console.log(JSON.stringify({ order, paid, unknown, faults, verified }));
