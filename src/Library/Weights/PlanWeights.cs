using System.Runtime.InteropServices;
using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>
/// What was solved for or trained, beside the plan: with it a plan is replayed to the byte in an instant, without images, anywhere. The
/// result's file is taken apart: numbers that the model's file holds too are only pointed at, new ones are named tensors, what
/// remains is a piece of bytes.
/// </summary>
internal static class PlanWeights
{
    private const string Rest = "depthcompress.rest";
    private const string Order = "depthcompress.order";

    /// <summary>Shorter numbers are cheaper to keep than to point at.</summary>
    private const int ShortestPiece = 64;

    private const long FromModel = 0;
    private const long FromRest = 1;
    private const long FromTensors = 2;

    /// <summary>The file that belongs to a plan: <c>x.plan.json</c> has <c>x.plan.weights.safetensors</c>.</summary>
    internal static string FileOf(string plan) => Path.ChangeExtension(plan, ".weights.safetensors");

    /// <summary>Writes the file beside a plan.</summary>
    /// <param name="plan">The plan's file.</param>
    /// <param name="model">The model it belongs to.</param>
    /// <param name="result">What came of it.</param>
    /// <exception cref="DiagnosticException">DC2695: one of the models keeps tensors in other files.</exception>
    internal static void Write(string plan, string model, string result)
    {
        foreach (var path in new[] { model, result })
        {
            if (!OnnxReader.Read(path, new DiagnosticSink()).ExternalFiles.IsEmpty)
            {
                throw DiagnosticCatalog.WeightsOutside.Error(path);
            }
        }

        var (original, made) = (PlainFile.ReadAllBytes(model), PlainFile.ReadAllBytes(result));
        var (order, rest, tensors) = TakeApart(original, made, OnnxReader.Read(made, new DiagnosticSink()).Graph);
        var pieces = Tensor.Create<long>([order.Length / 3, 3], order);
        var remains = Tensor.Create<byte>([rest.Length], rest);
        WeightsFile.Write(FileOf(plan), Facts(plan, original, made), [(Order, pieces), .. tensors, (Rest, remains)]);
    }

    /// <summary>The result of a plan whose weights lie beside it, byte for byte; null where there are none.</summary>
    /// <exception cref="DiagnosticException">DC2693, DC2694: the file is damaged, or belongs to another plan or model.</exception>
    internal static byte[]? Replay(string plan, string model)
    {
        var file = FileOf(plan);
        if (!File.Exists(file))
        {
            return null;
        }

        var (facts, tensors) = WeightsFile.Read(file);
        var original = PlainFile.ReadAllBytes(model);
        Check(file, facts, "plan", PlanDigest(plan));
        Check(file, facts, "model", WeightsFile.Digest(original));
        try
        {
            var made = PutTogether(original, tensors);
            return facts.GetValueOrDefault("result") == WeightsFile.Digest(made) ? made
                : throw DiagnosticCatalog.WeightsUnreadable.Error(file, "what it describes is not what was kept");
        }
        catch (Exception problem) when (problem is ArgumentException or KeyNotFoundException or OverflowException)
        {
            throw DiagnosticCatalog.WeightsUnreadable.Error(file, problem.Message);
        }
    }

    private static Dictionary<string, string> Facts(string plan, byte[] original, byte[] made) => new()
    {
        ["plan"] = PlanDigest(plan),
        ["model"] = WeightsFile.Digest(original),
        ["result"] = WeightsFile.Digest(made),
        ["tool"] = ToolVersion.Text,
    };

    /// <summary>Line ends do not count: version control changes them.</summary>
    private static string PlanDigest(string plan) =>
        WeightsFile.Digest(Encoding.UTF8.GetBytes(Outputs.ReadText(plan).ReplaceLineEndings("\n")));

    private static void Check(string file, IReadOnlyDictionary<string, string> facts, string what, string digest)
    {
        if (facts.GetValueOrDefault(what) != digest)
        {
            throw DiagnosticCatalog.WeightsOfAnother.Error(file, what);
        }
    }

    private static (long[] Order, byte[] Remains, List<(string Name, Tensor Tensor)> Tensors) TakeApart(
        byte[] original, byte[] made, Graph graph)
    {
        var (order, rest, tensors) = (new List<long>(), new List<byte>(), new List<(string, Tensor)>());
        var (at, kept) = (0, 0L);
        void KeepRest(int end)
        {
            if (end > at)
            {
                order.AddRange([FromRest, rest.Count, end - at]);
                rest.AddRange(made.AsSpan(at..end));
            }
        }

        foreach (var (start, name, tensor) in Places(made, graph))
        {
            KeepRest(start);
            var bytes = tensor.Bytes.Span;
            var known = original.AsSpan().IndexOf(bytes);
            order.AddRange([known >= 0 ? FromModel : FromTensors, known >= 0 ? known : kept, bytes.Length]);
            if (known < 0)
            {
                tensors.Add((name, tensor));
                kept += bytes.Length;
            }

            at = start + bytes.Length;
        }

        KeepRest(made.Length);
        return ([.. order], [.. rest], tensors);
    }

    /// <summary>Where the numbers of a network lie in its file, in order; what cannot be found stays in the rest.</summary>
    private static IEnumerable<(int Start, string Name, Tensor Tensor)> Places(byte[] made, Graph graph)
    {
        var end = 0;
        foreach (var place in graph.Initializers
            .Where(entry => entry.Value.Bytes.Length >= ShortestPiece && WeightsFile.Holds(entry.Value.Element))
            .Select(entry => (Start: made.AsSpan().IndexOf(entry.Value.Bytes.Span), Name: graph.NameOf(entry.Key), entry.Value))
            .Where(entry => entry.Start >= 0).OrderBy(entry => entry.Start))
        {
            if (place.Start >= end)
            {
                yield return place;
                end = place.Start + place.Value.Bytes.Length;
            }
        }
    }

    private static byte[] PutTogether(byte[] original, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> tensors)
    {
        var order = MemoryMarshal.Cast<byte, long>(tensors[Order].Span);
        var rest = tensors[Rest];
        byte[] kept = [.. tensors.Where(entry => entry.Key is not (Rest or Order)).SelectMany(entry => entry.Value.ToArray())];
        // Few pieces may point at one place, as where layers are equal; without a bound a small file becomes an endless one.
        var most = 4L * (original.Length + rest.Length + kept.Length);
        using var made = new MemoryStream();
        for (var piece = 0; piece + 2 < order.Length; piece += 3)
        {
            if (made.Length + order[piece + 2] > most)
            {
                throw new ArgumentException("its pieces are longer than what they are made of");
            }

            ReadOnlySpan<byte> source = order[piece] switch { FromModel => original, FromRest => rest.Span, _ => kept };
            made.Write(source.Slice(checked((int)order[piece + 1]), checked((int)order[piece + 2])));
        }

        return made.ToArray();
    }
}
