# Run by CPack over what is about to be packed: where Debian has things otherwise than elsewhere.
file(GLOB_RECURSE pages ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/man/*.[1-9])
if(pages)
  execute_process(COMMAND gzip -9nf ${pages} COMMAND_ERROR_IS_FATAL ANY)
endif()
file(GLOB folders ${CPACK_TEMPORARY_DIRECTORY}/*/usr/share/zsh)
foreach(folder IN LISTS folders)
  file(RENAME ${folder}/site-functions ${folder}/vendor-completions)
endforeach()
# CPack strips what this build made; plugins of other builds are files to it.
file(GLOB plugins ${CPACK_TEMPORARY_DIRECTORY}/*/usr/lib/lifeguard/lifeguard-*.so ${CPACK_TEMPORARY_DIRECTORY}/*/usr/lib/*/lifeguard/lifeguard-*.so)
if(plugins)
  execute_process(COMMAND strip --strip-unneeded ${plugins} COMMAND_ERROR_IS_FATAL ANY)
endif()
