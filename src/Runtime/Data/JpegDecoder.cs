using System.Runtime.InteropServices;

namespace DepthCompress.Runtime.Data;

/// <summary>Decodes JPEG with the TurboJPEG functions of libjpeg-turbo. The orientation that a camera notes is not looked at.</summary>
internal static unsafe class JpegDecoder
{
    private const int Rgb = 0;
    private const int FirstFourColors = 3;
    private const int AccurateTransform = 4096;

    /// <summary>Every one goes over the whole image again; encoders make about ten.</summary>
    private const int MostScans = 100;

    private static readonly NativeImageLibrary Library = new(
        "JPEG", ["libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.dylib", "turbojpeg.dll"], "libturbojpeg0");

    public static bool Recognizes(ReadOnlySpan<byte> file) => file is [0xff, 0xd8, 0xff, ..];

    /// <exception cref="InvalidDataException">The file is no whole image; says why.</exception>
    /// <exception cref="GraphIR.DiagnosticException">DC4005.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file)
    {
        if (file.Count([(byte)0xff, (byte)0xda]) is > MostScans and var scans)
        {
            throw new InvalidDataException($"it draws itself in {scans} scans");
        }

        var create = (delegate* unmanaged[Cdecl]<nint>)Library["tjInitDecompress"];
        var readHeader = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)Library["tjDecompressHeader3"];
        var decompress = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)Library["tjDecompress2"];
        var destroy = (delegate* unmanaged[Cdecl]<nint, int>)Library["tjDestroy"];
        var session = create();
        if (session == 0)
        {
            throw new InvalidDataException("the decoder does not start");
        }

        try
        {
            fixed (byte* bytes = file)
            {
                int width, height, sampling, colors;
                if (readHeader(session, bytes, new CULong((uint)file.Length), &width, &height, &sampling, &colors) != 0)
                {
                    throw new InvalidDataException(Problem(session));
                }

                if (colors >= FirstFourColors)
                {
                    throw new InvalidDataException("its colors are those of a printer (CMYK)");
                }

                var image = DecodedImage.Blank(height, width, file.Length);
                fixed (byte* pixels = image.Pixels)
                {
                    var size = new CULong((uint)file.Length);
                    if (decompress(session, bytes, size, pixels, width, 0, height, Rgb, AccurateTransform) != 0 && !IsHarmless(session))
                    {
                        throw new InvalidDataException(Problem(session));
                    }
                }

                return image;
            }
        }
        finally
        {
            _ = destroy(session);
        }
    }

    /// <summary>Bytes between the parts of a file are common and lose nothing; one that ends too early loses a part of the image.</summary>
    private static bool IsHarmless(nint session)
    {
        var severity = (delegate* unmanaged[Cdecl]<nint, int>)Library["tjGetErrorCode"];
        return severity(session) == 0 && Problem(session).Contains("extraneous bytes", StringComparison.Ordinal);
    }

    private static string Problem(nint session)
    {
        var message = (delegate* unmanaged[Cdecl]<nint, nint>)Library["tjGetErrorStr2"];
        return Marshal.PtrToStringUTF8(message(session)) ?? "it cannot be decoded";
    }
}
