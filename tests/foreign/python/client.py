"""Plays MPay with zeep and xmlsec: fetches an order, confirms its payment, and asks for what is not there.

Prints what it read from the replies as one JSON document. Ends with an error where a signature of a reply does not verify.
"""

import argparse
import datetime
import json

import xmlsec
from lxml import etree
from zeep import Client, Settings
from zeep.exceptions import Fault
from zeep.helpers import serialize_object
from zeep.wsse.signature import BinarySignature, verify_envelope

WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
ALGORITHMS = {
    "rsa-sha1": (xmlsec.Transform.RSA_SHA1, xmlsec.Transform.SHA1),
    "rsa-sha256": (xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA256),
}


class Mpay:
    """Adds a timestamp, signs with MPay's key, and verifies replies with the provider's certificate."""

    def __init__(self, key, certificate, provider_certificate, algorithm):
        signature, digest = ALGORITHMS[algorithm]
        self.signature = BinarySignature(key, certificate, signature_method=signature, digest_method=digest)
        self.provider_key = xmlsec.Key.from_file(provider_certificate, xmlsec.KeyFormat.CERT_PEM)
        self.verified = 0

    def apply(self, envelope, headers):
        now = datetime.datetime.now(datetime.timezone.utc)
        # With prefixes of its own: those that lxml makes up collide, and zeep's token ends in the wrong namespace.
        security = etree.SubElement(header_of(envelope), etree.QName(WSSE, "Security"), nsmap={"wsse": WSSE, "wsu": WSU})
        timestamp = etree.SubElement(security, etree.QName(WSU, "Timestamp"))
        for name, at in (("Created", now), ("Expires", now + datetime.timedelta(minutes=1))):
            etree.SubElement(timestamp, etree.QName(WSU, name)).text = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return self.signature.apply(envelope, headers)

    def verify(self, envelope):
        verify_with(envelope, self.provider_key)
        self.verified += 1
        return envelope


def header_of(envelope):
    header = envelope.find("{*}Header")
    if header is not None:
        return header
    header = etree.Element(etree.QName(etree.QName(envelope).namespace, "Header"))
    envelope.insert(0, header)
    return header


def verify_with(envelope, key):
    """What zeep does with a certificate of its own, and that it is the body that was signed."""
    security = envelope.find("{*}Header").find(etree.QName(WSSE, "Security"))
    signature = security.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    body = envelope.find("{*}Body")
    context = xmlsec.SignatureContext()
    signed = [reference.get("URI")[1:] for reference in signature.iter("{http://www.w3.org/2000/09/xmldsig#}Reference")]
    for node in [body, security.find(etree.QName(WSU, "Timestamp"))]:
        context.register_id(node, "Id", WSU)
        if node.get(etree.QName(WSU, "Id")) not in signed:
            raise SystemExit(f"{node.tag} of the reply is not signed")
    context.key = key
    context.verify(signature)


def fault_of(call, **arguments):
    try:
        call(**arguments)
    except Fault as fault:
        return fault.code
    return None


def main():
    parser = argparse.ArgumentParser()
    for name in ("wsdl", "service-id", "order-key", "payment-id", "key", "certificate", "provider-certificate", "algorithm"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    mpay = Mpay(args.key, args.certificate, args.provider_certificate, args.algorithm)
    client = Client(args.wsdl, wsse=mpay, settings=Settings(strict=True))
    query = {"Language": "EN", "OrderKey": args.order_key, "ServiceID": args.service_id}
    [order] = client.service.GetOrderDetails(query)
    confirmation = {
        "Currency": order.Currency,
        "InvoiceID": "20261124000001",
        "Lines": {"PaymentConfirmationLine": [
            {"Amount": line.AmountDue, "LineID": line.LineID, "DestinationAccount": line.DestinationAccount}
            for line in order.Lines.OrderLine
        ]},
        "OrderKey": order.OrderKey,
        "PaidAt": datetime.datetime.now().replace(microsecond=0),
        "PaymentID": args.payment_id,
        "ServiceID": order.ServiceID,
        "TotalAmount": order.TotalAmountDue,
    }
    client.service.ConfirmOrderPayment(confirmation)
    client.service.ConfirmOrderPayment(confirmation)
    [paid] = client.service.GetOrderDetails(query)
    # A fault's signature is looked at by this too: zeep verifies before it reads the body.
    faults = {
        "unknown_service": fault_of(client.service.GetOrderDetails, query={**query, "ServiceID": "NOPE01"}),
        "unknown_order": fault_of(
            client.service.ConfirmOrderPayment, confirmation={**confirmation, "OrderKey": args.order_key[:-1] + "x"}
        ),
    }
    unknown = client.service.GetOrderDetails({**query, "OrderKey": args.order_key[:-1] + "x"})
    print(json.dumps({
        "order": serialize_object(order, dict),
        "paid": serialize_object(paid, dict),
        "unknown": serialize_object(unknown, list),
        "faults": faults,
        "verified": mpay.verified,
    }, default=str))


if __name__ == "__main__":
    main()
