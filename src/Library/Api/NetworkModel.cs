using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>A trained network that is to be looked at, compressed, compared or measured.</summary>
/// <remarks>
/// <para>A model never changes; what is made of it is another one. All members may be used by any number of threads at once. Measurements
/// that run at the same time disturb each other: compressions are best done one after the other, whether or not they share a file of
/// tables (<see cref="NetworkOptions.Tables"/>).</para>
/// <para>Nothing is written to a console, and nothing to disk but what the options name and the tables. What ends in <c>Async</c> works on a
/// thread of its own, ends early with <see cref="OperationCanceledException"/> when it is asked to, and reports progress from that thread.
/// Files appear whole or not at all. Finished rows of the tables survive a stop and are not done twice.</para>
/// <para>Whatever goes wrong is a <see cref="DiagnosticException"/>, whose diagnostic holds a code (docs/errors.md), what is wrong and how to
/// mend it.</para>
/// </remarks>
/// <example><code>
/// var model = NetworkModel.Load("model.onnx");
/// var result = await model.CompressAsync(new CompressOptions { Data = "npy:images.npy", Preprocess = "unit", Speedup = 1.5 });
/// Console.WriteLine($"{result.Verdict}: {result.Latency.Speedup:0.00} times as fast; {result.Explanation}");
/// result.Network.Save("small.onnx");
/// </code></example>
public sealed partial class NetworkModel
{
    private readonly LoadedModel loaded;

    private NetworkModel(LoadedModel loaded, DiagnosticSink diagnostics) => (this.loaded, Diagnostics) = (loaded, diagnostics.All);

    /// <summary>The file, as it was named; for a model from memory the name it was given.</summary>
    public string Name => loaded.Name;

    /// <summary>The file it was read from; null for a model from memory.</summary>
    public string? Path => loaded.Model.Path;

    /// <summary>SHA-256 of the file, and of the files beside it that hold its tensors.</summary>
    public string Digest => loaded.Model.Digest!;

    /// <summary>The size of the file in bytes, without files beside it.</summary>
    public long Bytes => loaded.Bytes;

    /// <summary>What was found while it was read.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>What measures and trains.</summary>
    internal Surroundings Surroundings { get; private init; } = new() { TurnFolder = TurnFolder.OfProcess };

    /// <summary>Reads an ONNX file, and the files beside it that hold its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DiagnosticException">DC1001 and following: it is missing, or no sound model.</exception>
    /// <example><code>var model = NetworkModel.Load("model.onnx");</code></example>
    public static NetworkModel Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var diagnostics = new DiagnosticSink();
        return LibraryRun.Do(() => new NetworkModel(LoadedModel.Read(path, diagnostics), diagnostics));
    }

    /// <summary>Reads an ONNX model from memory; it has to hold all of its tensors.</summary>
    /// <param name="bytes">The contents of a file. They are copied.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DiagnosticException">They are no sound model.</exception>
    /// <example><code>var model = NetworkModel.Load(File.ReadAllBytes("model.onnx"));</code></example>
    public static NetworkModel Load(ReadOnlyMemory<byte> bytes, string name = "model.onnx")
    {
        ArgumentNullException.ThrowIfNull(name);
        var diagnostics = new DiagnosticSink();
        return LibraryRun.Do(() => new NetworkModel(LoadedModel.Read(bytes.Span, name, diagnostics), diagnostics));
    }

    /// <summary>Reads an ONNX model from a stream to its end; it has to hold all of its tensors.</summary>
    /// <param name="stream">Such as the body of a request. It is read whole: limit its length first.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancellation">The wish to stop.</param>
    /// <exception cref="DiagnosticException">It is no sound model.</exception>
    /// <example><code>var model = await NetworkModel.LoadAsync(request.Body, "upload.onnx", request.HttpContext.RequestAborted);</code></example>
    public static async Task<NetworkModel> LoadAsync(Stream stream, string name = "model.onnx", CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellation).ConfigureAwait(false);
        return Load(memory.GetBuffer().AsMemory(0, (int)memory.Length), name);
    }

    /// <summary>Writes the model to a file: all of it, or nothing. Nothing changes: it is what was read, or made.</summary>
    /// <param name="path">The file; never the one that the model was read from.</param>
    /// <param name="force">Whether one that exists is replaced.</param>
    /// <exception cref="DiagnosticException">DC1030 to DC1032: it cannot be written.</exception>
    /// <example><code>result.Network.Save("small.onnx", force: true);</code></example>
    public void Save(string path, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        LibraryRun.Do(() =>
        {
            OnnxWriter.Write(loaded.Model, path, new OnnxWriteOptions { Force = force });
            return true;
        });
    }

    /// <summary>The contents of its file, with everything inside.</summary>
    /// <exception cref="DiagnosticException">It would be larger than 2 GB.</exception>
    /// <example><code>return Results.Bytes(result.Network.ToBytes(), "application/octet-stream", "small.onnx");</code></example>
    public byte[] ToBytes() => LibraryRun.Do(() => OnnxWriter.ToBytes(loaded.Model));

    /// <summary>What the network consists of, and where it could be made shallower. Nothing is measured.</summary>
    /// <exception cref="DiagnosticException">The model cannot be analyzed.</exception>
    /// <example><code>
    /// foreach (var layer in NetworkModel.Load("model.onnx").Inspect().Chains.SelectMany(chain => chain.Layers))
    /// {
    ///     Console.WriteLine($"{layer.Name} {layer.Kernel} {layer.MultiplyAccumulates}");
    /// }
    /// </code></example>
    public Inspection Inspect() => LibraryRun.Do(() =>
    {
        var session = LibraryRun.Silent(Surroundings);
        using var workflow = new Workflow(loaded, Settings.Defaults, session);
        return Inspection.Of(workflow, session);
    });

    /// <summary>The same model, with something else that measures and trains: for tests.</summary>
    internal NetworkModel MeasuredBy(Surroundings surroundings) => new(loaded, new DiagnosticSink()) { Surroundings = surroundings };

    /// <summary>What was made of this model, read again: what a file of it would say.</summary>
    /// <param name="made">The network with its origin.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="output">Its file, where it was written.</param>
    private NetworkModel Made(Model made, OnnxWriteOptions options, string? output) => output is not null
        ? Of(LoadedModel.Read(output, new DiagnosticSink()))
        : Of(LoadedModel.Read(OnnxWriter.ToBytes(made, options), Name, new DiagnosticSink()));

    private NetworkModel Of(LoadedModel other) => new(other, new DiagnosticSink()) { Surroundings = Surroundings };

    private Task<T> StartAsync<T>(IProgress<CompressionProgress>? progress, Func<Session, T> work, CancellationToken cancellation) =>
        LibraryRun.StartAsync(Surroundings, progress, work, cancellation);
}
