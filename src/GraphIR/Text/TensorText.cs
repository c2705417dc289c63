using System.Globalization;
using System.Text;

namespace DepthCompress.GraphIR;

/// <summary>Types and data of tensors as <c>.dcir</c> spells them.</summary>
internal static class TensorText
{
    /// <summary>Longer lists are elided when printed: weights are the business of other files.</summary>
    private const int PrintedElements = 32;

    /// <summary>A number; a float always shows that it is one.</summary>
    public static string Number(float value) =>
        float.IsNaN(value) ? "nan" : float.IsInfinity(value) ? (value > 0 ? "inf" : "-inf")
            : Decimal(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The type; axes whose names are no bare words stand in quotes.</summary>
    public static string Type(TensorType type) =>
        $"{type.Element.ToText()}[{string.Join(',', type.Shape.Select(Axis))}]";

    /// <summary>Short lists of numbers, or null.</summary>
    public static string? Data(Tensor tensor) => tensor.Count <= PrintedElements ? FullData(tensor) : null;

    /// <summary>All numbers; null for what has none, such as text and packed or 8-bit floats.</summary>
    public static string? FullData(Tensor tensor)
    {
        if (tensor.Element is ElementType.String or ElementType.Undefined or ElementType.Complex64 or ElementType.Complex128
            or > ElementType.BFloat16)
        {
            return null;
        }

        return tensor.Element switch
        {
            ElementType.Int64 => List(tensor.AsSpan<long>().ToArray(), value => value.ToString(CultureInfo.InvariantCulture)),
            ElementType.Float64 => List(tensor.ToDoubles(), Number),
            _ when tensor.Element.IsFloating() => List(tensor.ToDoubles(), value => Number((float)value)),
            _ => List(tensor.ToDoubles(), value => value.ToString("R", CultureInfo.InvariantCulture)),
        };
    }

    public static TensorType ReadType(TextScanner scanner)
    {
        var column = scanner.Column();
        var name = scanner.Name("a type such as f32[N,3,32,32]");
        var element = ElementTypes.FromText(name) ?? throw scanner.FailAt(column, $"there is no element type '{name}'");
        scanner.Expect("[");
        var axes = new List<Dim>();
        while (!scanner.TryTake("]"))
        {
            if (axes.Count > 0)
            {
                scanner.Expect(",");
            }

            axes.Add(scanner.TryTake("?") ? Dim.Unknown : scanner.SeesNumber() ? scanner.Size("a size")
                : Dim.Named(scanner.Name("a size or a name")));
        }

        return new TensorType(element, Shape.Create([.. axes]));
    }

    /// <summary>What stands behind the "=" of a constant.</summary>
    public static Tensor ReadData(TextScanner scanner, TensorType type, string? folder)
    {
        var column = scanner.Column();
        var shape = KnownShape(scanner, type, column);
        try
        {
            return scanner.Sees("[") ? FromList(scanner, type.Element, shape)
                : scanner.TryTakeWord("zeros") ? Tensor.Zeros(type.Element, shape)
                : scanner.TryTakeWord("ones")
                    ? Tensor.Create<double>(shape, [.. Enumerable.Repeat(1.0, shape.Product)]).ConvertTo(type.Element)
                : scanner.TryTakeWord("random") ? FromSeed(scanner, type)
                : scanner.TryTakeWord("positive") ? SeededData.Positive(type, Seed(scanner))
                : scanner.TryTakeWord("file") ? FromFile(scanner, type.Element, shape, folder)
                : throw scanner.Fail("expected zeros, ones, random(seed), positive(seed), file(path) or a list");
        }
        catch (NotSupportedException)
        {
            throw scanner.FailAt(column, $"{type.Element.ToText()} cannot be written as text");
        }
    }

    /// <summary>A constant whose data is elided: zeros of the type.</summary>
    public static Tensor Elided(TextScanner scanner, TensorType type) =>
        Tensor.Zeros(type.Element, KnownShape(scanner, type, scanner.Column()));

    private static string Axis(Dim axis) => axis.IsKnown || axis == Dim.Unknown ? axis.ToString() : TextScanner.Quoted(axis.Symbol!);

    private static string Number(double value) =>
        double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf")
            : Decimal(value.ToString("R", CultureInfo.InvariantCulture));

    private static string Decimal(string digits) => digits.AsSpan().IndexOfAny('.', 'E') < 0 ? digits + ".0" : digits;

    private static string List<T>(T[] values, Func<T, string> text) =>
        new StringBuilder("[").AppendJoin(',', values.Select(text)).Append(']').ToString();

    private static Dims KnownShape(TextScanner scanner, TensorType type, int column)
    {
        var shape = type.Shape.ToDims() ?? throw scanner.FailAt(column, "a constant has no named axes");
        // A zero hides an overflow of the others.
        return shape.Aggregate(1L, (count, size) => Math.Min(count, int.MaxValue) * Math.Max(1, size)) <= int.MaxValue / 16
            ? shape
            : throw scanner.FailAt(column, $"{type} is too large to be written as text");
    }

    private static long Seed(TextScanner scanner)
    {
        scanner.Expect("(");
        var seed = scanner.Size("a seed, a number from 0");
        scanner.Expect(")");
        return seed;
    }

    private static Tensor FromSeed(TextScanner scanner, TensorType type)
    {
        scanner.Expect("(");
        var seed = scanner.Size("a seed, a number from 0");
        var scale = scanner.TryTake(",") ? scanner.Number().Number : 1;
        scanner.Expect(")");
        return SeededData.Random(type, seed, scale);
    }

    private static Tensor FromList(TextScanner scanner, ElementType element, Dims shape)
    {
        var column = scanner.Column();
        scanner.Expect("[");
        var numbers = new List<double>();
        var integers = new List<long>();
        while (!scanner.TryTake("]"))
        {
            if (numbers.Count > 0)
            {
                scanner.Expect(",");
            }

            var (integer, number) = scanner.Number();
            numbers.Add(number);
            integers.Add(integer ?? 0);
        }

        if (numbers.Count != shape.Product)
        {
            throw scanner.FailAt(column, $"the list has {numbers.Count} numbers, the shape {shape} takes {shape.Product}");
        }

        return element is ElementType.Int64
            ? Tensor.Create<long>(shape, [.. integers])
            : Tensor.Create<double>(shape, [.. numbers]).ConvertTo(element);
    }

    private static Tensor FromFile(TextScanner scanner, ElementType element, Dims shape, string? folder)
    {
        scanner.Expect("(");
        var column = scanner.Column();
        var name = scanner.Name("a path");
        scanner.Expect(")");
        if (folder is null)
        {
            throw scanner.FailAt(column, "this text is not in a folder, so it cannot name a file");
        }

        var path = Path.GetFullPath(Path.Combine(folder, name));
        if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            throw scanner.FailAt(column, $"there is no file '{name}' in the folder of this text");
        }

        var bytes = PlainFile.ReadAllBytes(path);
        return bytes.Length == element.BytesFor(shape.Product)
            ? Tensor.Borrow(element, shape, bytes)
            : throw scanner.FailAt(column, $"'{name}' has {bytes.Length} bytes, the constant takes {element.BytesFor(shape.Product)}");
    }
}
