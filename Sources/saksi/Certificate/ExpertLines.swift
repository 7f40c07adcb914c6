import Custody
import Vocabulary

/// Lines for a shell with which a court's expert checks a certificate without a program of ours. They are run as they
/// are printed; a test does.
struct ExpertLines {
    let record: ProvenCustody

    /// The list of files is whole, and the paper belongs to this record.
    let files = ["sha256sum --strict -c SHA256SUMS", "sha256sum custody.json"]

    /// Refuses to go on without the roots, makes a folder for what is taken apart, and says what is used further down.
    /// RFC 8410: what precedes the 32 bytes of an Ed25519 key. A verifier key holds its type in front of them.
    let roots = [
        #": "${ROOTS:?a file with the root certificates of the states}""#, "W=$(mktemp -d)",
        #"cat certificates/*.pem > "$W/all.pem""#, #"hex() { od -An -v -tx1 | tr -d ' \n'; }"#,
        #"public() { { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf %s "$KEY" | base64 -d | tail -c 32; } | "#
            + #"openssl pkey -pubin -inform DER -out "$W/key.pem"; }"#,
        #"signed() { openssl pkeyutl -verify -pubin -inkey "$W/key.pem" -rawin -in "$1" -sigfile "$W/sig"; }"#,
    ]

    var signer: [String]? {
        record.signer.map { signer in
            let name = ListSignature.path(by: signer)
            return [
                "openssl cms -verify -cades -binary -x509_strict -attime \(record.made.secondsSince1970) "
                    + #"-CAfile "$ROOTS" -inform DER -in \#(name) -content SHA256SUMS -out /dev/null"#
            ]
        }
    }

    var checkpoint: [String] {
        [
            "KEY=\(Self.parts(record.checkpoint.key).material)", "public",
            #"sed '/^$/,$d' checkpoint.txt > "$W/text""#,
            #"sed -n 's|^— \#(record.log) ||p' checkpoint.txt | head -n 1 | base64 -d | tail -c 64 > "$W/sig""#,
            #"signed "$W/text""#,
        ]
    }

    /// C2SP tlog-cosignature: four bytes of key id, eight of time, and the signature over time and text. Lines are found by
    /// the key id: a key's name may hold what a shell would read as its own.
    var cosigners: [String] {
        record.checkpoint.cosigners.flatMap { cosigner in
            let (id, material) = Self.parts(cosigner.key)
            return [
                "KEY=\(material)", "public",
                #"for l in $(sed -n 's|^— [^ ]* ||p' checkpoint.txt); do"#,
                #"  echo $l | base64 -d > "$W/line"; tail -c 64 "$W/line" > "$W/sig""#,
                #"  [ "$(head -c 4 "$W/line" | hex)" = \#(id) ] || continue"#,
                #"  t=$((16#$(head -c 12 "$W/line" | tail -c 8 | hex)))"#,
                #"  { printf 'cosignature/v1\ntime %s\n' $t; cat "$W/text"; } > "$W/cosigned""#,
                #"  echo "\#(cosigner.identity), $(date -u -d @$t): $(signed "$W/cosigned")""#, "done",
            ]
        }
    }

    private static func parts(_ key: VerifierKey) -> (id: String, material: String) {
        let parts = key.text.split(separator: "+", maxSplits: 2).map(String.init)
        return parts.count == 3 ? (parts[1], parts[2]) : ("", "")
    }

    /// DSSE's pre-authentication encoding under each signature, and the path of RFC 9162, 2.1.3.2, in hexadecimal.
    var steps: [String] {
        [
            #"node() { { printf '\001'; printf %s "$1$2" | tr a-f A-F | basenc --base16 -d; } | sha256sum | cut -c 1-64; }"#,
            "for f in steps/*.tlog-proof; do",
            #"  sed -n 's/^extra //p' "$f" | base64 -d > "$W/envelope""#,
            #"  sed 's/^{"payload":"\([^"]*\)".*/\1/' "$W/envelope" | base64 -d > "$W/payload""#,
            #"  { printf 'DSSEv1 32 application/vnd.saksi.event+json %s ' "$(wc -c < "$W/payload")"; cat "$W/payload"; } > "$W/signed""#,
            #"  d=$(sha256sum < "$W/envelope" | cut -c 1-64); i=$(sed -n 's/^index //p' "$f")"#,
            #"  echo "$f: $(grep -o '"\(actor\|at\|counterpart\|type\)":"[^"]*"' "$W/payload" | tr '\n' ' ')""#,
            #"  grep -qF -- "\"digest\":\"sha256:$d\",\"event\":$(cat "$W/payload"),\"index\":$i,\"signers\":[" custody.json && [ "$f" = "$(printf 'steps/%010d.tlog-proof' "$i")" ] || echo "$f: NOT ON THE PAPER""#,
            #"  t=\#(record.made.secondsSince1970); grep -qF "\"certificate\":\"ended\",\"digest\":\"sha256:$d\"" custody.json && t=$(date -d "$(grep -o '"at":"[^"]*"' "$W/payload" | head -n 1 | cut -d '"' -f 4)" +%s)"#,
            "  n=0",
            #"  for c in $(grep -o '"signers":\["[^]]*"\]' "$W/payload" | grep -o '[0-9a-f]\{64\}'); do"#,
            "    n=$((n + 1))",
            #"    [ "$(openssl x509 -in certificates/$c.pem -outform DER | sha256sum | cut -c 1-64)" = $c ] || echo "$f: WRONG CERTIFICATE""#,
            #"    openssl verify -x509_strict -attime $t -CAfile "$ROOTS" -untrusted "$W/all.pem" certificates/$c.pem"#,
            #"    openssl x509 -in certificates/$c.pem -noout -pubkey > "$W/key.pem""#,
            #"    rsa=; openssl pkey -pubin -in "$W/key.pem" -noout -text | grep -q Modulus && rsa='-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32'"#,
            #"    grep -o '"sig":"[^"]*"' "$W/envelope" | sed -n "${n}p" | cut -d '"' -f 4 | base64 -d > "$W/sig""#,
            #"    echo "$f: $(openssl x509 -in certificates/$c.pem -noout -ext subjectAltName | grep -o 'saksi://[^, ]*'): $(openssl dgst -sha256 $rsa -verify "$W/key.pem" -signature "$W/sig" "$W/signed")""#,
            "  done",
            #"  s=$(($(sed -n 2p checkpoint.txt) - 1))"#,
            #"  h=$({ printf '\000'; cat "$W/envelope"; } | sha256sum | cut -c 1-64)"#,
            #"  for p in $(sed '1,3d;/^$/,$d' "$f"); do"#,
            "    p=$(echo $p | base64 -d | hex)",
            "    if [ $((i % 2)) = 1 ] || [ $i = $s ]; then",
            "      h=$(node $p $h)",
            "      while [ $((i % 2)) = 0 ] && [ $i -gt 0 ]; do i=$((i / 2)); s=$((s / 2)); done",
            "    else",
            "      h=$(node $h $p)",
            "    fi",
            "    i=$((i / 2)); s=$((s / 2))",
            "  done",
            #"  if [ $s = 0 ] && [ $h = "$(sed -n '3p' checkpoint.txt | base64 -d | hex)" ]; then echo "$f: stands in the log"; else echo "$f: NOT IN THE LOG"; fi"#,
            "done",
            #"[ "$(grep -o '},"index":[0-9]*,"signers":\[' custody.json | wc -l)" = "$(ls steps | wc -l)" ] || echo "A STEP IS MISSING""#,
        ]
    }

    let copy = [
        #"[ -z "$COPY" ] || unzip -p "$COPY" META-INF/ASiCManifest001.xml | sha256sum"#,
        #"[ -z "$COPY" ] || sha256sum "$COPY""#,
    ]
}
