package io.millrace.model.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who made a bundle: {@code bundle.sig} holds the Ed25519 signature of {@code bundle.json}, 64
 * bytes, and {@code bundle.json} holds the checksums of all other files.
 *
 * <p>Keys are PEM files as {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey
 * -pubout} write them; signatures are those of {@code openssl pkeyutl -sign -rawin}.
 *
 * <p>Safe for use by many threads.
 *
 * <p>Source: RFC 8032, EdDSA; RFC 8410, its keys.
 */
public final class BundleKey {
  /** The signature's file name, beside the manifest. */
  public static final String SIGNATURE = "bundle.sig";

  private static final String ALGORITHM = "Ed25519";

  private final Path file;
  private final PublicKey key;

  private BundleKey(Path file, PublicKey key) {
    this.file = file;
    this.key = key;
  }

  /**
   * Reads a public key.
   *
   * @throws InvalidBundleException if the file holds none of Ed25519
   */
  public static BundleKey read(Path file) {
    try {
      return new BundleKey(
          file, factory().generatePublic(new X509EncodedKeySpec(pem(file, "PUBLIC KEY"))));
    } catch (GeneralSecurityException e) {
      throw new InvalidBundleException(file + ": expected an Ed25519 public key", e);
    }
  }

  /**
   * Signs the bundle in a directory, or signs it anew.
   *
   * @param privateKey its file
   * @throws InvalidBundleException if that holds no private key of Ed25519
   */
  public static void sign(Path directory, Path privateKey) throws IOException {
    try {
      PrivateKey key =
          factory().generatePrivate(new PKCS8EncodedKeySpec(pem(privateKey, "PRIVATE KEY")));
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(Files.readAllBytes(directory.resolve(BundleDirectory.MANIFEST)));
      Files.write(directory.resolve(SIGNATURE), signature.sign());
    } catch (GeneralSecurityException e) {
      throw new InvalidBundleException(privateKey + ": expected an Ed25519 private key", e);
    }
  }

  /**
   * Compares the signature that lies beside a manifest.
   *
   * @param manifest its bytes
   * @throws InvalidBundleException if there is none, or it is not by this key
   */
  void verify(Path directory, byte[] manifest) {
    Path place = directory.resolve(SIGNATURE);
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(manifest);
      if (!signature.verify(Files.readAllBytes(place))) {
        throw new InvalidBundleException(place + ": not the signature of the key " + file);
      }
    } catch (NoSuchFileException e) {
      throw new InvalidBundleException(
          place + ": missing, and only bundles signed by the key " + file + " are loaded", e);
    } catch (IOException | GeneralSecurityException e) {
      // A signature of another length is an exception, not an answer.
      throw new InvalidBundleException(place + ": not a signature of the key " + file, e);
    }
  }

  private static KeyFactory factory() throws GeneralSecurityException {
    return KeyFactory.getInstance(ALGORITHM);
  }

  private static byte[] pem(Path file, String kind) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      Matcher block =
          Pattern.compile("-----BEGIN " + kind + "-----([A-Za-z0-9+/=\\s]+)-----END " + kind)
              .matcher(text);
      if (!block.find()) {
        throw new InvalidBundleException(file + ": expected PEM with a block " + kind);
      }
      return Base64.getMimeDecoder().decode(block.group(1));
    } catch (IOException e) {
      throw new InvalidBundleException(file + ": cannot be read as a key", e);
    }
  }
}
