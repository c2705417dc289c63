using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

/// <summary>
/// A subset of the public API of TorchSharp, with its names, parameters and meaning, over the libtorch of this machine. It is the
/// part that exists in versions 0.99 and 0.107 alike; a parameter whose name differs between the two has a third one here, so that
/// it can only be passed by position. Errors of libtorch are <see cref="ExternalException"/>, a missing libtorch is
/// <see cref="NotSupportedException"/>.
/// </summary>
public static partial class torch
{
    /// <summary>The version of libtorch.</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((IntPtr)Bridge.Version())!;

    /// <summary>Loads libtorch, and says whether it knows a device of the type; throws if there is no libtorch.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => Bridge.CudaCount() > 0 || deviceType != DeviceType.CUDA;

    /// <summary>Loads libtorch; throws if there is none, or no device of the type.</summary>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException($"libtorch {__version__} finds no {deviceType} device on this machine");
        }
    }

    public static int get_num_threads() => Bridge.GetThreads();

    public static void set_num_threads(int num) => Bridge.Checked(Bridge.SetThreads(num));

    /// <summary>Everything made until it is disposed of is disposed of with it, unless it was moved out.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThisThread.Open();

    /// <summary>Evaluates an expression and disposes of everything it made but its result.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>Questions about NVIDIA GPUs.</summary>
    public static partial class cuda
    {
        public static bool is_available() => Bridge.CudaCount() > 0;

        public static int device_count() => Bridge.CudaCount();
    }

    /// <summary>How exactly the libraries behind libtorch compute.</summary>
    public static partial class backends
    {
        /// <summary>Multiplication of matrices on NVIDIA GPUs.</summary>
        public static partial class cuda
        {
            /// <summary>Multiplication of matrices on NVIDIA GPUs.</summary>
            public static partial class matmul
            {
                /// <summary>Whether operands may be rounded to ten bits of mantissa.</summary>
                public static bool allow_tf32
                {
                    get => Bridge.Checked(Bridge.GetTf32(0)) != 0;
                    set => Bridge.Checked(Bridge.SetTf32(0, value ? 1 : 0));
                }
            }
        }

        /// <summary>Convolution on NVIDIA GPUs.</summary>
        public static partial class cudnn
        {
            /// <summary>Whether operands may be rounded to ten bits of mantissa.</summary>
            public static bool allow_tf32
            {
                get => Bridge.Checked(Bridge.GetTf32(1)) != 0;
                set => Bridge.Checked(Bridge.SetTf32(1, value ? 1 : 0));
            }
        }
    }
}
