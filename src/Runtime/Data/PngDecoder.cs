using System.Runtime.InteropServices;
using System.Text;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// Decodes PNG with the simplified functions of libpng: gray and palettes become color, 16 bits become 8, and what is transparent is laid
/// over black.
/// </summary>
internal static unsafe class PngDecoder
{
    private const uint Version = 1;
    private const uint Rgb = 2;
    private const uint SixteenBitsAreNotLinear = 4;
    private const int FirstError = 2;

    private static readonly NativeImageLibrary Library = new(
        "PNG", ["libpng16.so.16", "libpng16.so", "libpng16.16.dylib", "libpng16.dylib", "libpng16.dll"], "libpng16-16");

    public static bool Recognizes(ReadOnlySpan<byte> file) => file is [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ..];

    /// <exception cref="InvalidDataException">The file is no whole image; says why.</exception>
    /// <exception cref="GraphIR.DiagnosticException">DC4005.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file)
    {
        var begin = (delegate* unmanaged[Cdecl]<State*, byte*, nuint, int>)Library["png_image_begin_read_from_memory"];
        var finish = (delegate* unmanaged[Cdecl]<State*, byte*, byte*, int, nint, int>)Library["png_image_finish_read"];
        var free = (delegate* unmanaged[Cdecl]<State*, void>)Library["png_image_free"];
        var state = new State { Version = Version };
        try
        {
            fixed (byte* bytes = file)
            {
                Check(begin(&state, bytes, (nuint)file.Length) != 0, state);
                state.Format = Rgb;
                state.Flags |= SixteenBitsAreNotLinear;
                var image = DecodedImage.Blank(state.Height, state.Width, file.Length);
                var black = stackalloc byte[3];
                black[0] = black[1] = black[2] = 0;
                fixed (byte* pixels = image.Pixels)
                {
                    Check(finish(&state, black, pixels, 3 * image.Width, 0) != 0, state);
                }

                return image;
            }
        }
        finally
        {
            free(&state);
        }
    }

    private static void Check(bool isDone, State state)
    {
        if (!isDone || (state.Problem & 3) >= FirstError)
        {
            var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(state.Message);
            throw new InvalidDataException(text.IsEmpty ? "it cannot be decoded" : Encoding.UTF8.GetString(text));
        }
    }

    /// <summary>libpng's <c>png_image</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct State
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint PaletteSize;
        public uint Problem;
        public fixed byte Message[64];
    }
}
