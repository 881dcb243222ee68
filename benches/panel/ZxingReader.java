import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.Reader;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.MultiFormatReader;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.GenericMultipleBarcodeReader;
import com.google.zxing.multi.MultipleBarcodeReader;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * ZXing's readers as a service: grey pictures in (width, height as big-endian ints, then a byte a pixel), one line out
 * with a field pair a code, all hexadecimal UTF-8: FORMAT TEXT FORMAT TEXT …
 */
public final class ZxingReader {
    private static final Map<DecodeHintType, Object> HINTS = Map.of(DecodeHintType.TRY_HARDER, Boolean.TRUE);

    private final Set<String> read = new LinkedHashSet<>();

    public static void main(String[] arguments) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, 1 << 20));
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.US_ASCII);
        while (true) {
            int width;
            try {
                width = in.readInt();
            } catch (EOFException end) {
                return;
            }
            int height = in.readInt();
            byte[] grey = new byte[width * height];
            in.readFully(grey);
            ZxingReader reader = new ZxingReader();
            reader.look(new PlanarYUVLuminanceSource(grey, width, height, 0, 0, width, height, false));
            out.println(String.join(" ", reader.read));
            out.flush();
        }
    }

    private void look(LuminanceSource source) {
        // A bitmap keeps its black matrix, which readers change (they rotate, mirror): each gets its own.
        for (boolean hybrid : new boolean[] {true, false}) {
            one(new QRCodeReader(), bitmap(source, hybrid));
            several(new QRCodeMultiReader(), bitmap(source, hybrid));
            several(new GenericMultipleBarcodeReader(new MultiFormatReader()), bitmap(source, hybrid));
        }
    }

    private static BinaryBitmap bitmap(LuminanceSource source, boolean hybrid) {
        return new BinaryBitmap(hybrid ? new HybridBinarizer(source) : new GlobalHistogramBinarizer(source));
    }

    private void one(Reader reader, BinaryBitmap bitmap) {
        try {
            add(reader.decode(bitmap, HINTS));
        } catch (ReaderException | RuntimeException nothing) {
            // Not read, or a bug of this reader on this picture: the others still look.
        }
    }

    private void several(MultipleBarcodeReader reader, BinaryBitmap bitmap) {
        try {
            for (Result result : reader.decodeMultiple(bitmap, HINTS)) {
                add(result);
            }
        } catch (ReaderException | RuntimeException nothing) {
            // As above.
        }
    }

    private void add(Result result) {
        read.add(hex(result.getBarcodeFormat().toString()) + " " + hex(result.getText()));
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder("-"); // so that an empty text is a field, too
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            hex.append(String.format("%02x", value));
        }
        return hex.toString();
    }
}
