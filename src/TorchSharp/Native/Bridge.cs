using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The functions of the native bridge, which is loaded when the first of them is called.</summary>
internal static unsafe partial class Bridge
{
    private const string Library = "torch_bridge";
    private const int Abi = 1;

    static Bridge() => NativeLibrary.SetDllImportResolver(typeof(Bridge).Assembly, Resolve);

    [LibraryImport(Library, EntryPoint = "tb_version")]
    internal static partial byte* Version();

    [LibraryImport(Library, EntryPoint = "tb_last_error")]
    internal static partial byte* LastError();

    [LibraryImport(Library, EntryPoint = "tb_cuda_count")]
    internal static partial int CudaCount();

    [LibraryImport(Library, EntryPoint = "tb_get_threads")]
    internal static partial int GetThreads();

    [LibraryImport(Library, EntryPoint = "tb_set_threads")]
    internal static partial int SetThreads(int count);

    [LibraryImport(Library, EntryPoint = "tb_get_tf32")]
    internal static partial int GetTf32(int cudnn);

    [LibraryImport(Library, EntryPoint = "tb_set_tf32")]
    internal static partial int SetTf32(int cudnn, int allow);

    [LibraryImport(Library, EntryPoint = "tb_manual_seed")]
    internal static partial int ManualSeed(long seed);

    [LibraryImport(Library, EntryPoint = "tb_get_rng_state")]
    internal static partial IntPtr GetRngState();

    [LibraryImport(Library, EntryPoint = "tb_set_rng_state")]
    internal static partial int SetRngState(IntPtr state);

    [LibraryImport(Library, EntryPoint = "tb_tensor")]
    internal static partial IntPtr Tensor(void* data, long bytes, long* sizes, int dimensions, int dtype);

    [LibraryImport(Library, EntryPoint = "tb_dispose")]
    internal static partial void Dispose(IntPtr tensor);

    [LibraryImport(Library, EntryPoint = "tb_facts")]
    internal static partial int Facts(IntPtr tensor, out TensorFacts facts);

    [LibraryImport(Library, EntryPoint = "tb_shape")]
    internal static partial int Shape(IntPtr tensor, long* sizes, long* strides);

    [LibraryImport(Library, EntryPoint = "tb_set_requires_grad")]
    internal static partial int SetRequiresGrad(IntPtr tensor, int required);

    [LibraryImport(Library, EntryPoint = "tb_get_grad_mode")]
    internal static partial int GetGradMode();

    [LibraryImport(Library, EntryPoint = "tb_set_grad_mode")]
    internal static partial void SetGradMode(int enabled);

    [LibraryImport(Library, EntryPoint = "tb_grad")]
    internal static partial int Grad(
        IntPtr* outputs,
        int outputCount,
        IntPtr* inputs,
        int inputCount,
        IntPtr* seeds,
        int retainGraph,
        int createGraph,
        int allowUnused,
        out IntPtr* gradients);

    [LibraryImport(Library, EntryPoint = "tb_operator", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Operator(string name, string overload);

    [LibraryImport(Library, EntryPoint = "tb_call")]
    internal static partial int Call(int index, Argument* arguments, int count, out IntPtr* results);

    /// <summary>Passes a result on, or throws what TorchSharp throws with libtorch's message.</summary>
    internal static int Checked(int result) => result >= 0 ? result : throw Failure();

    /// <summary>Passes a handle on, or throws what TorchSharp throws with libtorch's message.</summary>
    internal static IntPtr Checked(IntPtr handle) => handle != IntPtr.Zero ? handle : throw Failure();

#pragma warning disable CA2201 // the type that TorchSharp throws
    private static ExternalException Failure() => new(Marshal.PtrToStringUTF8((IntPtr)LastError()));
#pragma warning restore CA2201

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
        {
            return IntPtr.Zero;
        }

        var file = OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
        string[] places = [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
        var place = places.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new NotSupportedException($"the bridge to libtorch ({file}) was not built. {Advice}");
        try
        {
            var library = NativeLibrary.Load(place);
            return ((delegate* unmanaged<int>)NativeLibrary.GetExport(library, "tb_abi"))() == Abi
                ? library
                : throw new NotSupportedException($"{file} was built from other sources than this program. {Advice}");
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            // The runtime's message is a list of attempts and hints that ends with the linker's own words.
            var reason = failure.Message.Trim().Split('\n')[^1].Trim();
            throw new NotSupportedException($"{file} cannot be loaded: {reason}. {Advice}", failure);
        }
    }

    private const string Advice =
        "Install libtorch (Debian: apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread cmake g++; elsewhere set "
        + "LIBTORCH to its folder) and build the bridge.";
}
